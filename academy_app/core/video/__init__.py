"""From an address that someone pasted to the video it means, or the reason why not."""

from academy_app.core.video.pasted import pasted
from academy_app.core.video.recognise import AllowedVideo, VideoAddress, recognise

__all__ = ["AllowedVideo", "VideoAddress", "pasted", "recognise"]
