"""Messages to customers: mails written on the page of a record, that leave the house ten seconds later unless they are cancelled."""
