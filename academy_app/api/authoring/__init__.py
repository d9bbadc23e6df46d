"""Courses as they are written, in the names of the pages' JavaScript: `moduleId`, `baseVersion`."""

from fastapi import APIRouter

from academy_app.api.authoring import courses, lessons, media, modules

router = APIRouter(prefix="/teach", tags=["authoring"])
router.include_router(courses.router)
router.include_router(modules.router)
router.include_router(lessons.router)
router.include_router(media.router)
