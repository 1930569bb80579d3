"""The documented first steps of amocrm-api against the account at AMO_URL."""

import os

import requests

URL = os.environ["AMO_URL"]
send = requests.adapters.HTTPAdapter.send


def redirected(self, request, **kwargs):
    """The package knows no address but https://SUBDOMAIN.amocrm.ru."""
    own = "https://school.amocrm.ru"
    assert request.url.startswith(own), request.url
    request.url = URL + request.url[len(own):]
    return send(self, request, **kwargs)


requests.adapters.HTTPAdapter.send = redirected

from amocrm.v2 import Company, Contact, Lead as _Lead, Pipeline, custom_field, tokens  # noqa: E402
from amocrm.v2.account import Account, AccountInteraction  # noqa: E402

tokens.default_token_manager(
    client_id=os.environ["AMO_CLIENT_ID"],
    client_secret=os.environ["AMO_CLIENT_SECRET"],
    subdomain="school",
    redirect_url=os.environ["AMO_REDIRECT_URI"],
    storage=tokens.MemoryTokensStorage(),
)
tokens.default_token_manager.init(code=os.environ["AMO_CODE"])

# `get_account_info` of 2.6.1 fails before it sends anything.
parts = ["version", "users_groups", "task_types", "datetime_settings", "entity_names"]
account = Account(AccountInteraction().get(include=parts))
assert account.name and account.subdomain == "school"
assert account.datetime_settings["timezone"] == "Europe/Moscow"
assert account.users_groups and account.task_types and account.entity_names

Contact(first_name="Тест", last_name="Тестов").create()
contact = Contact.objects.get(query="тест")
assert contact.first_name == "Тест", contact.first_name
assert contact.company is None
assert contact.created_at and contact.account_id

contact.last_name = "Новое"
contact.tags.append("new")
contact.notes.objects.create(note_type="common", params={"text": "Примечание"})
contact.save()
contact = Contact.objects.get(contact.id)
assert contact.last_name == "Новое"
assert [tag.name for tag in contact.tags] == ["new"]
# A tag that was read is sent back with the new one.
contact.tags.append("second")
contact.save()
assert len(list(Contact.objects.get(contact.id).tags)) == 2

contact.company = Company(name="Amocrm")
contact = Contact.objects.get(contact.id)
assert contact.company.name == "Amocrm"


class Lead(_Lead):
    channel = custom_field.SelectCustomField("Канал")
    remark = custom_field.TextAreaCustomField("Комментарий менеджера")


lead = next(iter(Lead.objects.all()))
lead.name = "Renamed"
lead.save()
lead = Lead.objects.get(lead.id)
assert lead.name == "Renamed"
lead.contacts.append(contact, True)
lead = Lead.objects.get(lead.id)
assert [own.id for own in lead.contacts] == [contact.id]

pipeline = next(iter(Pipeline.objects.all()))
assert pipeline.account_id and pipeline.is_unsorted_on is True
assert any(status.id == 142 for status in pipeline.statuses)
print("all steps done")
