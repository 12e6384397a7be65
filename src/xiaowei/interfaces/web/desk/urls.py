"""Home of the addresses of the desk."""

from django.urls import path

from xiaowei.interfaces.web import photos
from xiaowei.interfaces.web.desk import mapping, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("pace/", views.where_days_go, name="pace"),
    path("projects/", views.projects, name="projects"),
    path("projects.geojson", mapping.projects_points, name="projects-points"),
    path("projects.<str:form>", views.projects_file, name="projects-file"),
    path("projects/<str:number>/", views.project, name="project"),
    path("projects/<str:number>/do/<str:code>/", views.act, name="act"),
    path("projects/<str:number>/photos/", photos.add_photo, name="add-photo"),
    path("photos/<int:pk>.jpg", photos.photo, name="photo"),
]
