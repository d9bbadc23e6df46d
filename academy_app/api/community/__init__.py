"""Threads and posts, in the names of the pages' JavaScript: `threadId`, `clientId`."""

from fastapi import APIRouter

from academy_app.api.community import posts, threads

router = APIRouter(prefix="/community", tags=["community"])
router.include_router(threads.router)
router.include_router(posts.router)
