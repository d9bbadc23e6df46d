"""FastAPI routers, one a noun, mounted under /api/lms."""
