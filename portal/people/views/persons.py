"""A person in the back office: the form, where he belonged, his number, who he turned out to be."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.lib.refusals import Refusal
from portal.people.domain import anonymising, keeping, merging, scope
from portal.people.domain.queries import canonical
from portal.people.forms import AnonymiseForm, MergeForm, ReasonForm
from portal.people.models import Person, PersonMerge
from portal.people.permissions import (
    may_anonymise,
    may_forget_identity,
    may_merge,
    may_undo_merge,
    may_unmask,
)
from portal.people.views.scoped import ScopedCreateView, ScopedEditView


class RefusingForm:
    """Shows a refusal of the domain beside the field it is about; nothing typed is lost."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refusal as refusal:
            field = form.refused_fields.get(refusal.code)
            form.add_error(field if field in form.fields else None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class EnterPerson(RefusingForm, ScopedCreateView):
    pass


class ChangePerson(RefusingForm, ScopedEditView):
    def get_context_data(self, **kwargs) -> dict[str, Any]:
        user, person = self.request.user, self.object
        merges = PersonMerge.objects.filter(undone_at=None).select_related("merged_by")
        return super().get_context_data(**kwargs) | {
            "memberships": person.memberships.select_related("organisation"),
            "may_unmask": bool(person.phone_sealed) and may_unmask(user, person),
            "identity": canonical.rows_of(person).exclude(identity_digest=None).first(),
            "may_forget_identity": may_forget_identity(user, person),
            "may_anonymise": may_anonymise(user, person) and not person.anonymised_at,
            "may_merge": may_merge(user)
            and person.canonical_id is None
            and not person.anonymised_at,
            "merged_into": merges.filter(source=person).select_related("target").first(),
            "merged_from": merges.filter(target=person).select_related("source"),
        }


class _OnePerson(WagtailAdminTemplateMixin):
    """A person in the scope of who asks; any other answers 404."""

    header_icon = "user"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(scope.persons(request.user), pk=kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        person = self.person
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("person:index"), "label": Person._meta.verbose_name_plural},
            {"url": reverse("person:edit", args=[person.pk]), "label": person.name},
            {"url": "", "label": self.get_page_title(), "sublabel": person.name},
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"person": self.person, "media": context["form"].media}


class ShowPhone(_OnePerson, FormView):
    """The full number, for a reason; it is shown once and stands in the log."""

    form_class = ReasonForm
    template_name = "portal/people/persons/phone.html"
    page_title = gettext_lazy("Show the phone number")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_unmask(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        phone = keeping.reveal_phone(
            person=self.person, by=self.request.user, reason=form.cleaned_data["reason"]
        )
        response = self.render_to_response(self.get_context_data(form=form, phone=phone))
        response["Cache-Control"] = "no-store"
        return response


class ForgetIdentity(_OnePerson, FormView):
    """Remove the identity number, for a reason; what else is known of the person stays."""

    form_class = ReasonForm
    template_name = "portal/people/persons/forget_identity.html"
    page_title = gettext_lazy("Remove the identity number")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_forget_identity(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        keeping.forget_identity(
            person=self.person, by=self.request.user, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("The identity number was removed."))
        return redirect("person:edit", self.person.pk)


class AnonymisePerson(_OnePerson, FormView):
    """Forget who a person is, for good; what was counted stays."""

    form_class = AnonymiseForm
    template_name = "portal/people/persons/anonymise.html"
    page_title = gettext_lazy("Anonymise the person")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_anonymise(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "others": canonical.rows_of(self.person)
            .exclude(pk=self.person.pk)
            .select_related("organisation")
        }

    def form_valid(self, form: AnonymiseForm) -> HttpResponse:
        try:
            anonymising.anonymise(
                person=self.person,
                by=self.request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The person was anonymised."))
        return redirect("person:edit", self.person.pk)


class MergePerson(_OnePerson, FormView):
    """State that this person is another one."""

    form_class = MergeForm
    template_name = "portal/people/persons/merge.html"
    page_title = gettext_lazy("Merge with another person")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_merge(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = scope.persons(self.request.user).living()
        return super().get_form_kwargs() | {"among": rows.exclude(pk=self.person.pk)}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        target = form.cleaned_data["target"]
        try:
            merging.merge(
                source=self.person,
                target=target,
                by=self.request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error("target", str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(source)s now counts as %(target)s.")
            % {"source": self.person.name, "target": target.name},
        )
        return redirect("person:edit", target.pk)


class UndoMerge(View):
    """Take a merge back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = PersonMerge.objects.filter(target__in=scope.persons(request.user))
        made = get_object_or_404(rows.select_related("target__organisation"), pk=pk)
        if not may_undo_merge(request.user, made):
            raise PermissionDenied
        try:
            merging.undo(made=made, by=request.user, at=timezone.now())
            messages.success(request, _("The merge was undone. Both count for themselves again."))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("person:edit", made.source_id)
