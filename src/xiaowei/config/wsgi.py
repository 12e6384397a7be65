"""Home of the WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowei.config.settings")
application = get_wsgi_application()
