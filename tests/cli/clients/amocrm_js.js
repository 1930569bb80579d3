// The documented first steps of amocrm-js against the account at AMO_URL.
const assert = require('assert');
const http = require('http');
const https = require('https');

// The package knows no address but https://DOMAIN.amocrm.ru.
const { hostname, port } = new URL(process.env.AMO_URL);
https.request = (options, onResponse) => {
  assert(options.hostname.endsWith('.amocrm.ru'), options.hostname);
  return http.request({ ...options, hostname, port }, onResponse);
};
const { Client } = require('amocrm-js');

const auth = {
  client_id: process.env.AMO_CLIENT_ID,
  client_secret: process.env.AMO_CLIENT_SECRET,
  redirect_uri: process.env.AMO_REDIRECT_URI,
};

const steps = async (client) => {
  const { data: account, response } = await client.request.make('GET', '/api/v4/account');
  assert.strictEqual(response.statusCode, 200);
  assert(account.id && account.name);
  const contacts = await client.request.get('/api/v4/contacts', { with: 'leads' });
  assert(contacts.data._embedded.contacts.length > 0);

  const made = await client.request.post('/api/v4/contacts', [{ name: 'Walter White', request_id: 143 }]);
  const [white] = made.data._embedded.contacts;
  assert.strictEqual(white.request_id, '143');

  // Without attributes, as the README has it, 3.6.0 fails before it sends anything.
  const lead = new client.Lead({});
  lead.name = 'Евгений Иванов';
  await lead.save();
  assert(lead.id > 0);

  const read = await client.leads.getById(lead.id);
  read.name = 'Walter Scott';
  await read.save();
  const again = await client.leads.getById(lead.id, { with: ['contacts'] });
  assert.strictEqual(again.name, 'Walter Scott');
  again.embeddedTags.add([{ name: 'first' }]);
  await again.save();
  assert.deepStrictEqual((await client.leads.getById(lead.id)).embeddedTags.get().map((tag) => tag.name), ['first']);

  const contact = await client.contacts.getById(white.id);
  contact.first_name = 'Walt';
  await contact.save();

  const pagination = await client.leads.get({ order: { id: 'desc' }, limit: 2 });
  assert.strictEqual(pagination.getData()[0].id, lead.id);
  assert(await pagination.next());
  assert.strictEqual(pagination.getPage(), 2);

  await client.request.patch('/api/v4/leads', [
    { id: lead.id, pipeline_id: again.pipeline_id, status_id: 143, loss_reason_id: 41, closed_at: 1589297221, updated_by: 0 },
  ]);
  assert.strictEqual((await client.leads.getById(lead.id)).loss_reason_id, 41);
};

(async () => {
  const byToken = new Client({ domain: 'school', auth: { ...auth, bearer: process.env.AMO_LONG_LIVED_TOKEN } });
  await steps(byToken);
  const byCode = new Client({ domain: 'school', auth: { ...auth, code: process.env.AMO_CODE } });
  await byCode.connection.connect();
  const before = byCode.token.getValue().refresh_token;
  await byCode.token.refresh();
  assert.notStrictEqual(byCode.token.getValue().refresh_token, before);
  await steps(byCode);
  console.log('all steps done');
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
