"""The papers."""

from guanxi_papers.models import Certificate, Contract, Licence, Loan, Quote

TABLES = [Quote, Contract, Certificate, Loan, Licence]


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)


def down(migrator, db):
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
