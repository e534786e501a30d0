#include "gateway/network/servertest/fresh_document.h"

#include "gateway/core/base/clock.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/servertest/tested_server.h"
#include "gateway/network/store/rows/uuid7.h"

#include <fmt/format.h>

namespace renkei::servertest {
namespace {

using conform::ConformCase;
using json::NodeId;
using json::Tree;
using mhd::DocumentView;

// "SYSTEM|NUMBER" of the first one that has both.
std::string number_of(const Tree& tree, NodeId person) {
    for (const NodeId each : mhd::nodes_at(tree, person, "identifier")) {
        const std::string_view system = mhd::text_at(tree, each, "system");
        const std::string_view value = mhd::text_at(tree, each, "value");
        if (!system.empty() && !value.empty()) {
            return fmt::format("{}|{}", system, value);
        }
    }
    return {};
}

store::Version version_of(const form::Form& form, const std::string& id, const std::string& bundle,
                          base::Millis now) {
    store::Version out{.document = id, .number = 1};
    out.form = form.id();
    out.form_version = form.version();
    out.media_type = fhir_json;
    out.created = now;
    out.size = bundle.size();
    out.sha1 = documents::sha1_base64(bundle);
    out.has_fhir = true;
    return out;
}

void take_facts(store::Version& version, const documents::ExtractedMetadata& facts) {
    version.type_system = facts.type.system;
    version.type_code = facts.type.value;
    version.title = facts.title;
    version.date = facts.date;
}

// The document of a case's input under a new id; nothing: it has no room for one.
struct Making {
    service::Workspace& worker;
    const ConformCase& about;
    std::string id{};
    std::string bundle{};

    std::optional<ConformDocument> run(const service::Input& input) {
        diag::Report ignored;
        service::Documents documents(worker, input, {.form = about.form}, ignored);
        if (!documents.next() || !documents.is_usable()) {
            return std::nullopt;
        }
        record::Record& record = documents.record();
        const form::Form& form = documents.source().plan().form();
        if (form.document_id_item() == form::none) {
            return std::nullopt;
        }
        const base::Millis now = base::SystemClock().now();
        id = store::new_uuid7(now);
        record.set(record.root(), form.items()[form.document_id_item()], id);
        bundle = service::to_bundle(worker, documents.source().plan(), record, ignored);
        ConformDocument out{.base = &about, .record = record::canonical_text(record)};
        return describe(out, version_of(form, id, bundle, now)) ? std::optional(std::move(out))
                                                                : std::nullopt;
    }

    bool describe(ConformDocument& out, store::Version version) const {
        Tree tree;
        if (!json::Parser().parse(bundle, tree)) {
            return false;
        }
        resources::BundleIndex index;
        index.build(tree);
        take_facts(version, documents::extract_metadata(tree, index));
        const diag::Result<std::unique_ptr<DocumentView>> view =
            DocumentView::open(std::move(version), bundle);
        if (!view || (*view)->subject() == resources::no_entry) {
            return false;
        }
        constexpr std::size_t set_reference_and_binary = 3;
        out.patient = number_of((*view)->tree(), (*view)->resource((*view)->subject()));
        out.transaction = mhd::provide_bundle(**view, {.bytes = bundle, .media_type = fhir_json});
        out.entries = set_reference_and_binary;
        return !out.patient.empty();
    }
};

bool is_candidate(const ConformCase& about, const conform::ConformScope& scope) {
    return about.direction == conform::CaseDirection::forward &&
           about.verdict == conform::ExpectedVerdict::accepted && about.bundle.ends_with(".json") &&
           scope.has_base(about);
}

} // namespace

std::optional<ConformDocument> new_document(service::Workspace& worker, const conform::ConformKit& kit,
                                            const conform::ConformScope& scope) {
    for (const ConformCase& about : kit.cases) {
        if (!is_candidate(about, scope)) {
            continue;
        }
        const diag::Result<service::Input> input = service::read_input(kit.folder / about.input);
        if (std::optional<ConformDocument> out = input ? Making{worker, about}.run(*input) : std::nullopt) {
            return out;
        }
    }
    return std::nullopt;
}

} // namespace renkei::servertest
