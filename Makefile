# Every target is a function of dev.py, which needs nothing but Python; without make: python3 dev.py TARGET.
PYTHON ?= python3
TARGETS := run test check bench safety guards requirements lint types imports wheels format lock assets docs migrations clean help

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)

$(TARGETS):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8) and "Guanxi needs Python 3.11 or newer; say which: make $@ PYTHON=python3.12")'
	@$(PYTHON) dev.py $@
