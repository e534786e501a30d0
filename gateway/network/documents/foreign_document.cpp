#include "gateway/network/documents/foreign_document.h"

#include "gateway/core/json/writer.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/service/check.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/revision.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <iterator>

namespace renkei::documents {

bool is_of_others(const service::RecordSource& source) {
    return source.kind() == service::InputKind::bundle &&
           (source.index() == nullptr || source.plan().form().is_foreign());
}

bool is_of_no_form(const service::RecordSource& source, const diag::Report& found) {
    const bool is_collection = source.tree() != nullptr && mapping::compositions(*source.tree()).empty();
    return found.has(diag::message::bundle_unknown) ||
           (is_collection &&
            (found.has(diag::message::several_persons) || found.has(diag::message::content_several)));
}

bool is_kept_though_withheld(const service::RecordSource& source, const diag::Report& found) {
    return found.has(diag::message::document_withheld) &&
           (service::is_of_foreign_form(source) || !service::check_holds(source));
}

store::Hash content_hash(const json::Tree& bundle) {
    std::string text;
    json::Writer(text).node(bundle, json::Tree::root);
    return seal::sha256(text);
}

std::vector<std::string> creators_of_foreign(const catalogue::Catalogue& catalogue, const policy::Peer& peer,
                                             std::string_view media_type) {
    std::vector<std::string> out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        if (plan.form().is_foreign()) {
            std::ranges::copy(creators_of(plan.form()), std::back_inserter(out));
        }
    }
    if (policy::may_attach(peer, media_type) == policy::AccessDecision::allowed) {
        out.emplace_back(policy::to_text(peer.role));
    }
    return out;
}

policy::Identifier foreign_sender(const policy::Identifier& by_form, const ExtractedMetadata& metadata,
                                  const policy::Peer& peer) {
    const std::vector<policy::Identifier> named = own_among(metadata.senders, peer);
    const auto same_kind = std::ranges::find(named, by_form.system, &policy::Identifier::system);
    return same_kind != named.end() ? *same_kind : named.empty() ? by_form : named.front();
}

void take_receivers(ExtractedMetadata& metadata, const Submission& submission, ParsedDocument& parsed) {
    parsed.fresh.parties.receivers_by_request = metadata.receivers.empty();
    if (metadata.receivers.empty()) {
        metadata.receivers = submission.receivers;
    }
}

ParsedDocument foreign_document(ExtractedMetadata metadata, const Submission& submission,
                                const ParseContext& by, const ForeignContent& from) {
    ParsedDocument out;
    out.is_attachment = true;
    out.is_foreign = true;
    out.syntaxes = {std::string(fhir_syntax(from.content))};
    out.has_revisions = !metadata.revision.empty();
    store::Version& version = out.fresh.version;
    version.media_type = media_type(from.content);
    version.syntax = fhir_syntax(from.content);
    version.revision = kept_revision(metadata.revision);
    version.sha = from.hash;
    version.sha1 = sha1_base64(from.bytes);
    metadata.senders = senders_here(metadata, by.peer);
    if (metadata.senders.empty()) { // its sender is who brings it
        metadata.senders = policy::identifiers_of(by.peer.numbers);
    }
    const std::string sender = identity_of(metadata.senders, by.peer);
    const std::string name =
        metadata.identifier.empty() ? "sha256:" + seal::to_hex(from.hash) : metadata.identifier;
    take_receivers(metadata, submission, out);
    set_metadata(out, std::move(metadata), by.search_key);
    set_name(out, by.search_key, sender, {}, name);
    return out;
}

} // namespace renkei::documents
