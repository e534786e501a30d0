#include "gateway/network/transports/render_message.h"

#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/replaced_characters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <algorithm>

namespace renkei::transports {
namespace {

using documents::Representation;
using outbox::MessageBuilder;
using outbox::OutboundMessage;
using outbox::PrepareMessage;
using store::Version;

constexpr std::string_view as_it_came = "original";

// CSV in another encoding than its form's is rewritten: receivers of files read one encoding.
bool is_written_as_usual(const documents::LoadedDefinitions& loaded, const Version& version) {
    const mapping::Plan* const plan = documents::find_plan(loaded, version);
    const form::Syntax* const syntax = plan == nullptr ? nullptr : plan->form().syntax(version.syntax);
    if (syntax == nullptr || syntax->kind == form::SyntaxKind::json) {
        return true;
    }
    const text::Encoding own =
        syntax->encoding == form::Encoding::utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
    return documents::encoding_of_media_type(version.media_type) == own;
}

// Another gateway reads the content, not the name, unless items stand in it; then nothing of the document
// needs to be read here.
bool needs_no_worker(const Representation& as, const policy::Peer& peer) {
    return as.syntax == as_it_came && !as.is_named_by_fhir && as.edition.empty() &&
           (peer.delivery_method == policy::DeliveryMethod::gateway ||
            peer.delivery_method == policy::DeliveryMethod::mhd);
}

diag::Result<MessageBuilder> build_original(const store::Snapshot& snapshot, const Version& version,
                                            std::string instead_of) {
    TRY(std::optional<std::string> bytes, snapshot.body(version, store::BodyKind::original));
    if (!bytes) {
        return diag::fail(message::version_gone, {});
    }
    return MessageBuilder([bytes = *std::move(bytes), media_type = version.media_type,
                           instead_of = std::move(instead_of)]() mutable -> diag::Result<OutboundMessage> {
        return OutboundMessage{.bytes = std::move(bytes),
                               .media_type = std::move(media_type),
                               .instead_of = std::move(instead_of)};
    });
}

diag::Result<OutboundMessage> build_rendered(documents::WorkerPool& pool, std::chrono::milliseconds max_wait,
                                             documents::StoredBody body, std::string instead_of) {
    const auto worker = pool.acquire(max_wait, {.bytes = body.bytes.size()});
    if (!worker) {
        return diag::fail(message::server_busy, {}, {"1"});
    }
    TRY(documents::Rendered rendered, documents::render(**worker, std::move(body)));
    if (!rendered.instead_of.empty()) {
        instead_of = std::move(rendered.instead_of);
    }
    return OutboundMessage{.bytes = std::move(rendered.bytes),
                           .media_type = std::move(rendered.media_type),
                           .file_name = std::move(rendered.file_name),
                           .instead_of = std::move(instead_of),
                           .replaced = documents::replacements_of(rendered.report)};
}

bool is_fhir(const Version& version) { return version.media_type.starts_with("application/fhir+"); }

std::optional<PeerRepresentation> stored_representation(const documents::LoadedDefinitions& loaded,
                                                        const Version& version, const policy::Peer& peer) {
    const bool is_wanted_as_it_came = peer.syntax.empty() || version.syntax == peer.syntax;
    const mapping::Plan* const plan = documents::find_plan(loaded, version);
    const bool is_of_others = plan == nullptr ? is_fhir(version) : plan->form().is_foreign();
    if (version.form.empty() || peer.syntax.empty() ||
        (is_wanted_as_it_came && is_written_as_usual(loaded, version))) {
        return PeerRepresentation{documents::original_of(loaded, version),
                                  is_of_others && !is_wanted_as_it_came};
    }
    const std::vector<Representation> offered = documents::representations(loaded, version);
    const auto it = std::ranges::find(offered, peer.syntax, &Representation::syntax);
    if (it != offered.end()) {
        return PeerRepresentation{*it};
    }
    return is_of_others ? std::optional(PeerRepresentation{documents::original_of(loaded, version), true})
                        : std::nullopt;
}

} // namespace

std::optional<PeerRepresentation> representation_for(const documents::LoadedDefinitions& loaded,
                                                     const Version& version, const policy::Peer& peer) {
    std::optional<PeerRepresentation> out = stored_representation(loaded, version, peer);
    // another gateway writes a CSV for its own receivers
    const bool is_gateway = peer.delivery_method == policy::DeliveryMethod::gateway ||
                            peer.delivery_method == policy::DeliveryMethod::mhd;
    if (out) {
        out->as = documents::for_delivery(loaded, version, std::move(out->as), peer);
        out->as.characters = is_gateway ? text::Characters() : out->as.characters;
    }
    return out;
}

PrepareMessage render_messages(documents::WorkerPool& pool, std::chrono::milliseconds max_wait) {
    return [&pool, max_wait](const store::Snapshot& snapshot, const Version& version,
                             const policy::Peer& peer) -> diag::Result<MessageBuilder> {
        const std::optional<PeerRepresentation> given = representation_for(*pool.loaded(), version, peer);
        if (!given) {
            return diag::fail(message::not_acceptable, {}, {peer.syntax, version.media_type});
        }
        const std::string instead_of = given->is_substitute ? peer.syntax : std::string();
        if (needs_no_worker(given->as, peer)) {
            return build_original(snapshot, version, instead_of);
        }
        TRY(documents::StoredBody body, documents::load_body(snapshot, version, given->as));
        return MessageBuilder([&pool, max_wait, instead_of, body = std::move(body)]() mutable {
            return build_rendered(pool, max_wait, std::move(body), instead_of);
        });
    };
}

} // namespace renkei::transports
