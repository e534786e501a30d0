// A public FHIR client (fhir-kit-client) against a running gateway, over mutual TLS. Exits with 0 if all checks pass, else prints what
// did not. Asked by environment:
//   RENKEI_BASE      https://127.0.0.1:8443/fhir
//   RENKEI_CA, RENKEI_CERT, RENKEI_KEY    PEM files: authority of the server, certificate and key of a peer that may send the document
//   RENKEI_DOCUMENT  a form's file that this peer may send; RENKEI_DOCUMENT_TYPE: its media type
//   RENKEI_PERSON    system|number of the person it is about
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';

// The client brings a fetch of its own that knows client certificates; Node's own does not, so that must be out of the way first.
for (const name of ['fetch', 'Request', 'Response', 'Headers']) {
  delete globalThis[name];
}
const Client = createRequire(import.meta.url)('fhir-kit-client');

const wanted = (name) => process.env[name] ?? assert.fail(`${name} is not set`);
const base = wanted('RENKEI_BASE');
const credentials = { ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(wanted('RENKEI_CERT')), key: readFileSync(wanted('RENKEI_KEY')) };
const bytes = readFileSync(wanted('RENKEI_DOCUMENT'));
const mediaType = process.env.RENKEI_DOCUMENT_TYPE ?? 'text/csv';
const person = wanted('RENKEI_PERSON');
const client = new Client({ baseUrl: base, requestOptions: { ...credentials, minVersion: 'TLSv1.3' } });

const profiles = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal';
const identifierType = (code) => ({ coding: [{ system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType', code }] });
const oid = () => `urn:oid:2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;

// ITI-65 with minimal metadata, as a vendor would write it.
function provideBundle() {
  const [set, reference, binary] = [randomUUID(), randomUUID(), randomUUID()].map((id) => `urn:uuid:${id}`);
  const entry = (fullUrl, resource) => ({ fullUrl, resource, request: { method: 'POST', url: resource.resourceType } });
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${profiles}.ProvideBundle`] },
    type: 'transaction',
    entry: [
      entry(set, {
        resourceType: 'List',
        meta: { profile: [`${profiles}.SubmissionSet`] },
        extension: [{ url: 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId', valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:2.25.1' } }],
        identifier: [{ type: identifierType('uniqueId'), system: 'urn:ietf:rfc:3986', value: oid() }],
        status: 'current',
        mode: 'working',
        code: { coding: [{ system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', code: 'submissionset' }] },
        date: '2026-11-20T10:00:00+09:00',
        entry: [{ item: { reference } }],
      }),
      entry(reference, {
        resourceType: 'DocumentReference',
        meta: { profile: [`${profiles}.DocumentReference`] },
        masterIdentifier: { type: identifierType('uniqueId'), system: 'urn:ietf:rfc:3986', value: oid() },
        status: 'current',
        content: [{ attachment: { contentType: mediaType, url: binary, size: bytes.length, hash: createHash('sha1').update(bytes).digest('base64') } }],
      }),
      entry(binary, { resourceType: 'Binary', contentType: mediaType, data: bytes.toString('base64') }),
    ],
  };
}

// fhir-kit-client reads JSON only; a document may be anything.
function retrieve(url, accept) {
  return new Promise((resolve, reject) => {
    https.get(url, { ...credentials, minVersion: 'TLSv1.3', headers: { Accept: accept } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

const refused = (promise, status) => assert.rejects(promise, (error) => error.response?.status === status && error.response.data.resourceType === 'OperationOutcome');

const facts = {
  async 'the CapabilityStatement offers what is used here'() {
    const statement = await client.capabilityStatement();
    assert.equal(statement.fhirVersion, '4.0.1');
    assert.ok(statement.rest[0].interaction.some((each) => each.code === 'transaction'));
    assert.ok(statement.rest[0].resource.some((each) => each.type === 'Observation' && each.interaction.some((one) => one.code === 'search-type')));
  },
  async 'a document comes in by ITI-65'() {
    const answer = await client.transaction({ body: provideBundle() });
    assert.equal(answer.type, 'transaction-response');
    assert.deepEqual(answer.entry.map((each) => each.response.location.split('/')[0]), ['List', 'DocumentReference', 'Binary']);
    this.document = answer.entry[2].response.location.split('/')[1];
  },
  async 'its submission set is found by ITI-66'() {
    const found = await client.search({ resourceType: 'List', searchParams: { 'patient.identifier': person, code: 'submissionset', status: 'current' } });
    assert.ok(found.entry?.some((each) => each.resource.resourceType === 'List'), 'ITI-66 finds the submission set');
  },
  async 'it is found, read and retrieved as it came'() {
    const found = await client.search({ resourceType: 'DocumentReference', searchParams: { 'patient.identifier': person, status: 'current' } });
    const entry = found.entry.find((each) => each.resource.id === this.document);
    assert.ok(entry, 'ITI-67 finds the document');
    const read = await client.read({ resourceType: 'DocumentReference', id: this.document });
    assert.deepEqual(read, entry.resource);
    const original = await retrieve(read.content[0].attachment.url, read.content[0].attachment.contentType);
    assert.equal(original.status, 200);
    assert.ok(original.body.equals(bytes), 'ITI-68 gives the bytes that were sent');
    const binary = await client.read({ resourceType: 'Binary', id: this.document });
    assert.equal(binary.resourceType, 'Binary');
    assert.ok(Buffer.from(binary.data, 'base64').equals(bytes), 'who asks for FHIR gets it in a Binary');
    const bundle = await client.read({ resourceType: 'Bundle', id: this.document });
    assert.equal(bundle.type, 'document');
  },
  async 'a search goes on page by page'() {
    const seen = new Set();
    let page = await client.search({ resourceType: 'Observation', searchParams: { 'patient.identifier': person, _count: 3 } });
    const { total } = page;
    while (page) {
      page.entry.forEach((each) => seen.add(each.fullUrl));
      page = await client.nextPage({ bundle: page });
    }
    assert.equal(seen.size, total);
    assert.ok(total > 3, 'there was more than one page');
  },
  async 'a search by POST keeps the number out of the URL'() {
    const found = await client.search({ resourceType: 'Patient', searchParams: { identifier: person }, options: { postSearch: true } });
    assert.ok(found.total > 0);
    this.patient = found.entry[0].resource;
  },
  async '_include brings what is referred to'() {
    const found = await client.search({ resourceType: 'Observation', searchParams: { patient: `Patient/${this.patient.id}`, _include: 'Observation:subject', _count: 1 } });
    assert.deepEqual(found.entry.filter((each) => each.search.mode === 'include').map((each) => each.resource.resourceType), ['Patient']);
  },
  async 'a resource names its document, and so does its Provenance'() {
    const found = await client.search({ resourceType: 'Observation', searchParams: { patient: `Patient/${this.patient.id}`, _revinclude: 'Provenance:target', _count: 1 } });
    const [observation, provenance] = found.entry.map((each) => each.resource);
    assert.equal(provenance.resourceType, 'Provenance');
    assert.ok(provenance.target.some((each) => each.reference === `Observation/${observation.id}`));
    const composition = await client.read({ resourceType: 'Composition', id: observation.meta.source.split('/').pop() });
    assert.equal(composition.resourceType, 'Composition');
    const byTarget = await client.search({ resourceType: 'Provenance', searchParams: { target: `Observation/${observation.id}` } });
    assert.deepEqual(byTarget.entry.map((each) => each.resource), [provenance]);
    const reference = await client.resolve({ reference: provenance.entity[0].what.reference });
    assert.equal(reference.resourceType, 'DocumentReference');
  },
  async 'references can be followed'() {
    const found = await client.search({ resourceType: 'Observation', searchParams: { patient: `Patient/${this.patient.id}`, _count: 1 } });
    const observation = found.entry[0].resource;
    const subject = await client.resolve({ reference: observation.subject.reference });
    assert.equal(subject.resourceType, 'Patient');
  },
  async 'versions are read'() {
    const history = await client.history({ resourceType: 'DocumentReference', id: this.document });
    assert.equal(history.type, 'history');
    const version = await client.vread({ resourceType: 'DocumentReference', id: this.document, version: '1' });
    assert.equal(version.meta.versionId, '1');
  },
  async 'a resource is validated'() {
    const validated = await client.operation({ name: 'validate', resourceType: 'Patient', input: { resourceType: 'Patient', gender: 'both' } });
    assert.ok(validated.issue.some((each) => each.severity === 'error' && each.expression?.[0] === 'Patient.gender'));
    const stored = await client.operation({ name: 'validate', resourceType: 'Patient', id: this.patient.id, input: { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'profile' }] } });
    assert.ok(stored.issue.every((each) => each.severity !== 'error'));
  },
  async 'what is not offered is refused with an OperationOutcome'() {
    await refused(client.read({ resourceType: 'Patient', id: 'missing' }), 404);
    await refused(client.create({ resourceType: 'Patient', body: { resourceType: 'Patient' } }), 405);
    await refused(client.search({ resourceType: 'Observation', searchParams: { code: 'x' } }), 400);
    await refused(client.search({ resourceType: 'Observation', searchParams: { patient: this.patient.id, 'code:foo': 'x' } }), 400);
  },
};

const shared = {};
for (const [name, fact] of Object.entries(facts)) {
  try {
    await fact.call(shared);
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}\n`, error.response ? JSON.stringify(error.response) : error);
    process.exit(1);
  }
}
