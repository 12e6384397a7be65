"""Home of the WSGI application; served by the command line, it takes a first look at its public pages."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowei.config.settings")
application = get_wsgi_application()
if os.environ.get("XIAOWEI_FIRST_LOOK"):
    from xiaowei.interfaces.web.warming import warm

    warm(application)
