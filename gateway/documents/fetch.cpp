#include "gateway/documents/fetch.h"

#include "gateway/documents/media_type.h"
#include "gateway/documents/page.h"
#include "gateway/forms/file_name.h"
#include "gateway/forms/reader.h"
#include "gateway/service/convert.h"
#include "gateway/service/explain.h"
#include "gateway/service/fhir_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::documents {
namespace {

using diag::Message;
using diag::Result;
using store::BodyKind;
using store::Version;

struct Ending {
    std::string_view beginning; // of a media type
    std::string_view ending;
};
constexpr Ending endings[] = {{"text/csv", "csv"},
                              {"application/json", "json"},
                              {"application/fhir+json", "bundle.json"},
                              {"application/fhir+xml", "bundle.xml"},
                              {"text/html", "html"},
                              {"application/pdf", "pdf"},
                              {"", "bin"}};

std::string plain_name(const Version& version, std::string_view media_type) {
    const auto* const ending = std::ranges::find_if(endings, [&](const Ending& each) { return media_type.starts_with(each.beginning); });
    return fmt::format("{}-{}.{}", version.document, version.number, ending->ending);
}

// The charset that a media type names at its end.
std::optional<text::Encoding> encoding_of(std::string_view media_type) {
    const std::size_t at = media_type.find("charset=");
    return at == std::string_view::npos ? std::nullopt : encoding_of_charset(media_type.substr(at + 8));
}

bool is_syntax_of(const mapping::Plan* plan, std::string_view syntax) { return plan != nullptr && plan->form().syntax(syntax) != nullptr; }

// One version on its way out.
class Rendering {
public:
    Rendering(Desk& desk, const store::Snapshot& snapshot, const Version& version, const Representation& as)
        : desk_(desk)
        , snapshot_(snapshot)
        , version_(version)
        , as_(as)
        , plan_(plan_of(desk.knowledge(), version)) {}

    Result<Rendered> run() {
        out_.media_type = as_.media_type;
        out_.etag = etag_of(version_, tag());
        out_.file_name = plain_name(version_, as_.media_type);
        TRY_VOID(write());
        return std::move(out_);
    }

private:
    Result<void> write() {
        if (as_.syntax == "original") {
            return write_original();
        }
        if (const auto fhir = service::fhir_syntax(as_.syntax)) {
            TRY(std::string bundle, fhir_of(snapshot_, version_));
            TRY(out_.bytes, service::written_as(*fhir, desk_.worker(), std::move(bundle), service::Layout::compact, out_.report));
            return {};
        }
        if (plan_ == nullptr || (as_.syntax != "html" && !is_syntax_of(plan_, as_.syntax))) {
            return not_offered();
        }
        TRY(const std::string bundle, fhir_of(snapshot_, version_));
        forms::Record& record = desk_.worker().record();
        diag::Report loss; // was told when the document came
        TRY_VOID(service::from_bundle(desk_.worker(), *plan_, bundle, record, loss));
        if (as_.syntax == "html") {
            out_.bytes = page(service::explain(record), version_);
            return {};
        }
        return write_form(record);
    }

    Result<void> not_offered() const {
        std::string offered;
        for (const Representation& each : representations(desk_.knowledge(), version_)) {
            offered += (offered.empty() ? "" : ", ") + each.media_type;
        }
        return diag::fail(Message::not_acceptable, {}, {as_.syntax, offered});
    }

    Result<void> write_original() {
        TRY(std::optional<std::string> bytes, snapshot_.body(version_, BodyKind::original));
        if (!bytes) {
            return diag::fail(Message::version_gone, {});
        }
        out_.bytes = *std::move(bytes);
        if (is_syntax_of(plan_, version_.syntax)) {
            name_original();
        }
        return {};
    }

    // Where file names say what is in the file, the name comes from the content.
    void name_original() {
        const forms::Form& form = plan_->form();
        const forms::Syntax& syntax = *form.syntax(version_.syntax);
        if (form.name_parts(syntax).empty()) {
            return;
        }
        forms::Reader reader(form, syntax, out_.bytes, {.manner = forms::Manner::lenient, .encoding = encoding_of(version_.media_type)});
        forms::Record& record = desk_.worker().record();
        diag::Report ignored;
        if (reader.next(record, ignored)) {
            take_name(forms::file_name(record, syntax));
        }
    }

    Result<void> write_form(const forms::Record& record) {
        const forms::Form& form = plan_->form();
        const forms::Syntax& syntax = *form.syntax(as_.syntax);
        desk_.worker().writer(form, syntax, {encoding_of(as_.media_type)}).write(record, out_.bytes, out_.report);
        for (const diag::Finding& finding : out_.report.findings()) {
            if (finding.severity == diag::Severity::error) {
                return tl::make_unexpected(finding);
            }
        }
        take_name(forms::file_name(record, syntax));
        return {};
    }

    void take_name(std::string name) {
        if (!name.empty()) {
            out_.file_name = std::move(name);
        }
    }

    // What is made anew may change with the mappings that make it.
    std::string tag() const {
        if (as_.syntax == "original") {
            return as_.syntax;
        }
        const bool is_cp932 = encoding_of(as_.media_type) == text::Encoding::cp932;
        return fmt::format("{}{}.{}", as_.syntax, is_cp932 ? "-sjis" : "", desk_.knowledge().catalogue->source_hash().substr(0, 8));
    }

    Desk& desk_;
    const store::Snapshot& snapshot_;
    const Version& version_;
    const Representation& as_;
    const mapping::Plan* plan_;
    Rendered out_{};
};

} // namespace

const mapping::Plan* plan_of(const Knowledge& knowledge, const Version& version) {
    if (version.form.empty()) {
        return nullptr;
    }
    const mapping::Plan* const exact = knowledge.catalogue->find(version.form, version.form_version);
    return exact != nullptr ? exact : knowledge.catalogue->find(version.form);
}

Result<Rendered> render(Desk& desk, const store::Snapshot& snapshot, const Version& version, const Representation& as) {
    return Rendering(desk, snapshot, version, as).run();
}

Result<std::string> fhir_of(const store::Snapshot& snapshot, const Version& version) {
    TRY(std::optional<std::string> bundle, snapshot.body(version, BodyKind::fhir));
    if (!bundle && version.has_fhir) {
        TRY(bundle, snapshot.body(version, BodyKind::original));
    }
    return bundle ? Result<std::string>(*std::move(bundle)) : diag::fail(Message::version_gone, {});
}

std::string etag_of(const Version& version, std::string_view syntax) {
    return fmt::format("\"{}.{}.{}\"", version.document, version.number, syntax);
}

policy::Verdict may_read(const store::Snapshot& snapshot, const Version& version, const policy::Peer& peer) {
    const Result<policy::Access> access = snapshot.access(version.document, version.number);
    return access ? policy::may_read(peer, *access) : policy::Verdict::not_a_party; // a database that fails shows nothing
}

Result<Readable> readable(const store::Snapshot& snapshot, std::string_view document, const policy::Peer& peer) {
    Readable out;
    TRY(std::vector<Version> all, snapshot.versions(document));
    for (Version& version : all) {
        if (may_read(snapshot, version, peer) == policy::Verdict::allowed) {
            out.has_newest = version.number == all.back().number;
            out.is_gone = all.back().status == store::Status::withdrawn;
            out.versions.push_back(std::move(version));
        }
    }
    return out;
}

store::Viewer viewer_of(const policy::Peer& peer) { return {peer.id, policy::identifiers_of(peer.numbers)}; }

} // namespace renkei::documents
