# Every target is a function of dev.py, which needs nothing but Python; without make: python3 dev.py TARGET.
PYTHON ?= python3
TARGETS := run test check bench safety guards requirements lint types imports wheels format lock assets migrations clean help

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)

$(TARGETS):
	@$(PYTHON) dev.py $@
