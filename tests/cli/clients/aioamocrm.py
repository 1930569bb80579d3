"""The documented first steps of aioamocrm against the account at AMO_URL."""

import asyncio
import os
import time

from aioamocrm import (
    AmoCRMClient,
    Company,
    Contact,
    Embedded,
    Lead,
    LongLivedToken,
    MemoryTokenStorage,
    Note,
    OAuth2,
    Tag,
    TokenEndpoint,
)

URL = os.environ["AMO_URL"]


async def quick_start() -> None:
    auth = LongLivedToken(os.environ["AMO_LONG_LIVED_TOKEN"])
    async with AmoCRMClient(base_url=URL, auth=auth, rate_limit=None) as amo:
        account = await amo.account.get(with_=["users_groups", "datetime_settings"])
        assert account.id and account.name, account
        assert account.embedded["users_groups"][0]["id"] == 0, account
        [created] = await amo.leads.create([Lead(name="Website order", price=5000)])
        day_ago = int(time.time()) - 24 * 60 * 60
        seen = [lead.id async for lead in amo.leads.iterate(filter={"updated_at": {"from": day_ago}})]
        assert created.id in seen, seen


async def oauth() -> None:
    auth = OAuth2(
        client_id=os.environ["AMO_CLIENT_ID"],
        client_secret=os.environ["AMO_CLIENT_SECRET"],
        redirect_uri=os.environ["AMO_REDIRECT_URI"],
        storage=MemoryTokenStorage(),
    )
    async with AmoCRMClient(base_url=URL, auth=auth, rate_limit=None) as amo:
        first = await amo.exchange_code(os.environ["AMO_CODE"])
        second = await auth.refresh(TokenEndpoint(http=amo.http, url=amo.token_url))
        assert first.refresh_token != second.refresh_token
        await entities(amo)


async def entities(amo: AmoCRMClient) -> None:
    contact = Contact(first_name="Анна", last_name="Орлова")
    contact.set_field("PHONE", "+79120000001", enum_code="WORK")
    lead = Lead(name="Form", embedded=Embedded(contacts=[contact], companies=[Company(name="ООО Ясень")]))
    [result] = await amo.leads.create_complex([lead])
    assert result.contact_id and result.company_id and result.merged is False, result

    page = await amo.contacts.get_page(1, limit=50, query="9120000001")
    assert [found.id for found in page] == [result.contact_id], page.items
    assert page.items[0].field_value("PHONE") == "+79120000001"
    assert len(await amo.contacts.get_page(1, query="no such person")) == 0

    found = await amo.leads.get(result.id, with_=["contacts"])
    assert [c.id for c in found.embedded.contacts if c.is_main] == [result.contact_id], found
    assert found.account_id, found

    # A model that was read can be sent back.
    found.embedded.tags.append(Tag(name="site"))
    found.name = "Form, seen"
    [changed] = await amo.leads.update([found])
    assert changed.id == result.id
    again = await amo.leads.get(result.id)
    assert (again.name, [tag.name for tag in again.embedded.tags]) == ("Form, seen", ["site"]), again

    [note] = await amo.leads.notes.create([Note.common(result.id, "Callback after 18:00")])
    assert (await amo.leads.notes.get(note.id, entity_id=result.id)).text == "Callback after 18:00"

    [other] = await amo.contacts.create([Contact(name="Пётр")])
    [link] = await amo.leads.link(result.id, "contacts", other.id, metadata={"is_main": True})
    assert link.to_entity_id == other.id and link.metadata["main_contact"] is True, link
    assert len(await amo.leads.links(result.id)) == 3
    await amo.leads.unlink(result.id, "contacts", other.id)
    assert len(await amo.leads.links(result.id)) == 2

    pipelines = await amo.pipelines.list()
    main = next(p for p in pipelines if p.is_main)
    assert main.account_id and main.is_unsorted_on is True and main.status(142), main
    assert all(s.account_id for s in await amo.pipelines.statuses(main.id))
    await amo.leads.update([{"id": result.id, "pipeline_id": main.id, "status_id": 143, "loss_reason_id": 41}])
    assert (await amo.leads.get(result.id)).loss_reason_id == 41

    fields = [field async for field in amo.contacts.custom_fields.iterate()]
    assert len(fields) > 50 and all(field.account_id for field in fields)
    assert (await amo.contacts.custom_fields.get(fields[0].id)).name == fields[0].name
    assert [user.name async for user in amo.users.iterate()]


asyncio.run(quick_start())
asyncio.run(oauth())
print("all steps done")
