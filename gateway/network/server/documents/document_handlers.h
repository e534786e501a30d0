// The handlers of /documents and /eligibility that have a file each.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// GET /documents/{id}: the newest version, as Accept asks for.
AuditedResponse read_newest(ServerContext& gateway, const Request& request, PathParameters parts);

// GET /documents and POST /documents/_search.
AuditedResponse search_documents(ServerContext& gateway, const Request& request);
QueryParameters document_url_parameters(ServerContext& gateway);  // of the one
QueryParameters document_form_parameters(ServerContext& gateway); // of the other
QueryParameters document_format(ServerContext& gateway);          // of a document and its versions

// GET /documents/{id}/deliveries: the sender's proof of receipt: which receiver has which version, and since
// when.
AuditedResponse list_deliveries(ServerContext& gateway, const Request& request, PathParameters parts);

// Eligibility (資格確認): POST /eligibility/_search by a person's number, which stands in no URL, and
// GET /documents/{id}/eligibility of the person of a document.
AuditedResponse check_eligibility(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters eligibility_form_parameters(ServerContext& gateway);
AuditedResponse read_eligibility(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters eligibility_parameters(ServerContext& gateway);

// GET /documents/{id}/person: a page of what the documents say about the person of one of them. No number of
// a person stands in its URL.
AuditedResponse read_person_page(ServerContext& gateway, const Request& request, PathParameters parts);

// GET /documents/{id}/set: the documents that were sent together with one, and that one. A page, or a Bundle
// of type collection, whose entries are document Bundles in the order in which they came: of those with the
// same extension document-set, of the same person, sender and revision, what the caller may read and what
// holds now. A document that names no set is alone in it.
AuditedResponse read_document_set(ServerContext& gateway, const Request& request, PathParameters parts);

// GET /documents/{id}/side-by-side: a document beside the other one that says the same of another time: what
// was planned and what was done. Which forms belong together is profiles/side-by-side.tsv.
AuditedResponse read_side_by_side(ServerContext& gateway, const Request& request, PathParameters parts);
// Is there a form whose documents stand beside those of this form?
bool has_counterpart(std::string_view form);

// GET /documents/{id}/course: the last documents of its form and sender about its person side by side, to who
// may read all of them. Of forms that are collected.
AuditedResponse read_course(ServerContext& gateway, const Request& request, PathParameters parts);
bool has_course(const documents::LoadedDefinitions& loaded, const Version& version);

} // namespace renkei::server
