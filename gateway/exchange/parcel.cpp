#include "gateway/exchange/parcel.h"

#include "gateway/documents/media_type.h"
#include "gateway/mapping/plan.h"

#include <algorithm>

namespace renkei::exchange {
namespace {

using diag::Message;
using documents::Representation;
using store::Version;

constexpr std::string_view as_it_came = "original";

// CSV that came in another encoding than its form's own is written anew: receivers of files read one.
bool is_written_as_usual(const documents::Knowledge& knowledge, const Version& version) {
    const mapping::Plan* const plan = documents::plan_of(knowledge, version);
    const forms::Syntax* const syntax = plan == nullptr ? nullptr : plan->form().syntax(version.syntax);
    if (syntax == nullptr || syntax->kind == forms::SyntaxKind::json) {
        return true;
    }
    const text::Encoding own = syntax->encoding == forms::Encoding::utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
    return version.media_type.ends_with(documents::charset_of(own));
}

// Another gateway reads the content, not the name; then nothing of the document needs to be read here.
bool needs_no_desk(const Representation& as, const policy::Peer& peer) {
    return as.syntax == as_it_came && (peer.way == policy::DeliveryMethod::gateway || peer.way == policy::DeliveryMethod::mhd);
}

diag::Result<Packing> pack_as_it_came(const store::Snapshot& snapshot, const Version& version) {
    TRY(std::optional<std::string> bytes, snapshot.body(version, store::BodyKind::original));
    if (!bytes) {
        return diag::fail(Message::version_gone, {});
    }
    return Packing([bytes = *std::move(bytes), media_type = version.media_type]() mutable -> diag::Result<Parcel> {
        return Parcel{.bytes = std::move(bytes), .media_type = std::move(media_type)};
    });
}

diag::Result<Parcel> pack_rendered(documents::Desks& desks, std::chrono::milliseconds patience, documents::Kept kept) {
    const auto desk = desks.borrow(patience, {.bytes = kept.bytes.size()});
    if (!desk) {
        return diag::fail(Message::server_busy, {}, {"1"});
    }
    TRY(documents::Rendered rendered, documents::render(**desk, std::move(kept)));
    return Parcel{.bytes = std::move(rendered.bytes), .media_type = std::move(rendered.media_type), .file_name = std::move(rendered.file_name)};
}

} // namespace

std::optional<Representation> representation_for(const documents::Knowledge& knowledge, const Version& version, const policy::Peer& peer) {
    const bool is_wanted_as_it_came = peer.syntax.empty() || version.form.empty() || (version.syntax == peer.syntax && is_written_as_usual(knowledge, version));
    if (is_wanted_as_it_came) {
        return Representation{version.media_type, std::string(as_it_came)};
    }
    const std::vector<Representation> offered = documents::representations(knowledge, version);
    const auto it = std::ranges::find(offered, peer.syntax, &Representation::syntax);
    return it == offered.end() ? std::nullopt : std::optional(*it);
}

MakeParcel render_parcels(documents::Desks& desks, std::chrono::milliseconds patience) {
    return [&desks, patience](const store::Snapshot& snapshot, const Version& version, const policy::Peer& peer) -> diag::Result<Packing> {
        const std::optional<Representation> as = representation_for(*desks.knowledge(), version, peer);
        if (!as) {
            return diag::fail(Message::not_acceptable, {}, {peer.syntax, version.media_type});
        }
        if (needs_no_desk(*as, peer)) {
            return pack_as_it_came(snapshot, version);
        }
        TRY(documents::Kept kept, documents::take_out(snapshot, version, *as));
        return Packing([&desks, patience, kept = std::move(kept)]() mutable { return pack_rendered(desks, patience, std::move(kept)); });
    };
}

} // namespace renkei::exchange
