"""For those who extend newsloom: fakes for the ports, factories for records, and the contracts an extension must keep."""
