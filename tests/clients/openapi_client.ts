// A client made from /openapi.json by openapi-typescript, with openapi-fetch: what it sends and reads is checked against the
// description by the compiler. Asked by environment, as fhir_client.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const wanted = (name: string): string => process.env[name] ?? assert.fail(`${name} is not set`);
const credentials = { ca: readFileSync(wanted('RENKEI_CA')), cert: readFileSync(wanted('RENKEI_CERT')), key: readFileSync(wanted('RENKEI_KEY')) };
const bytes = readFileSync(wanted('RENKEI_DOCUMENT'));

// Node's own fetch knows no client certificates.
async function fetchWithCertificate(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers.entries());
  return new Promise((resolve, reject) => {
    const sent = https.request(request.url, { ...credentials, minVersion: 'TLSv1.3', method: request.method, headers: { ...headers, 'content-length': body.length } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const fields = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
        const isEmpty = answer.statusCode === 204 || answer.statusCode === 304;
        resolve(new Response(isEmpty ? null : Buffer.concat(parts), { status: answer.statusCode ?? 500, headers: fields }));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const client = createClient<paths>({ baseUrl: wanted('RENKEI_BASE').replace(/\/fhir$/, ''), fetch: fetchWithCertificate });

// A document is sent as it is, and its receipt names it.
const sent = await client.POST('/documents', {
  body: bytes as unknown as string,
  bodySerializer: (content) => content as unknown as BodyInit,
  headers: { 'Content-Type': 'text/csv;charset=windows-31j', Accept: 'application/json' },
});
assert.equal(sent.error, undefined);
const receipt = sent.data as components['schemas']['Receipt']; // as Accept asks; an OperationOutcome would be the other way
const [document] = receipt.documents;
assert.ok(document);
assert.equal(document.version, 1);

// It is listed, and read in FHIR.
const listed = await client.GET('/documents', { params: { query: { form: document.form } } });
assert.ok(listed.data?.documents.some((each) => each.id === document.id));
const read = await client.GET('/documents/{id}', { params: { path: { id: document.id } }, headers: { Accept: 'application/fhir+json' } });
assert.ok(typeof read.data === 'object' && 'type' in read.data);
assert.equal(read.data.type, 'document');

// $validate says what is wrong, in an OperationOutcome.
const validated = await client.POST('/fhir/{type}/$validate', {
  params: { path: { type: 'Patient' } },
  body: { resourceType: 'Patient', gender: 'both' },
  headers: { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' },
});
assert.ok(validated.data && typeof validated.data === 'object');
assert.ok(validated.data.issue.some((issue) => issue.severity === 'error' && issue.expression?.[0] === 'Patient.gender'));

// A search gives a Bundle; what is refused is an OperationOutcome, too.
const [system, number] = wanted('RENKEI_PERSON').split('|');
const found = await client.GET('/fhir/{type}', { params: { path: { type: 'DocumentReference' }, query: { 'patient.identifier': [`${system}|${number}`] } }, headers: { Accept: 'application/fhir+json' } });
assert.ok(found.data && typeof found.data === 'object');
assert.equal(found.data.type, 'searchset');
assert.ok((found.data.entry ?? []).length > 0);
const missing = await client.GET('/fhir/{type}/{id}', { params: { path: { type: 'Patient', id: 'nothing' } }, headers: { Accept: 'application/fhir+json' } });
assert.equal(missing.response.status, 404);
assert.ok(missing.error && typeof missing.error === 'object');
assert.equal(missing.error.resourceType, 'OperationOutcome');

// The mailbox is a list.
const waiting = await client.GET('/mailbox');
assert.ok(Array.isArray(waiting.data?.deliveries));
console.log('ok: a client made from /openapi.json sends, reads, searches and validates');
