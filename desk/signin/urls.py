"""The addresses of signing in. Of allauth's own only those that staff need: nobody signs up, and a link to set a password
is sent by an administrator alone."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import admin
from django.urls import include, path

from desk.signin import views

urlpatterns = [
    path("admin/login/", account.login, name="account_login"),
    path("admin/logout/", account.logout, name="account_logout"),
    path("admin/account/", admin.site.admin_view(views.mine), name="my_sign_in"),
    path("admin/account/everywhere/", admin.site.admin_view(views.sign_out_everywhere), name="sign_out_everywhere"),
    path("admin/account/password/<uidb64>/<token>/", views.SetPassword.as_view(), name="set_password"),
    path("admin/account/inactive/", account.account_inactive, name="account_inactive"),
    path("admin/account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("admin/account/second-factor/", include("allauth.mfa.urls")),
    path("admin/account/company/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("admin/account/company/error/", social.login_error, name="socialaccount_login_error"),
    # Names that allauth asks for, and that lead nowhere here.
    path("admin/account/new/", views.nobody_signs_up, name="account_signup"),
    path("admin/account/company/new/", views.nobody_signs_up, name="socialaccount_signup"),
    path("admin/account/company/<slug:provider_id>/", views.company_sign_in, name="openid_connect_login"),
    path("admin/account/company/<slug:provider_id>/back/", openid_connect.callback, name="openid_connect_callback"),
]
