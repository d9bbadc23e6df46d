"""Work that runs beside the requests. Calls services."""
