#include "gateway/forms/conform/kit/kit_cases.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/joined.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

namespace renkei::conform {
namespace {

std::string place_in_kit(const diag::Where& where) {
    if (!where.path.empty()) {
        return where.path;
    }
    return where.record > 0 ? fmt::format("{}:{}", where.record, where.cell) : "-";
}

std::string loss_lines(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        if (each.message == diag::message::conversion_summary) {
            continue; // the summary only counts the other findings
        }
        out += fmt::format("{} {} {} {}\n", diag::to_text(each.severity), diag::row(each.message).id,
                           place_in_kit(each.where), each.item.empty() ? "-" : each.item);
    }
    return out;
}

std::string records_of(service::Workspace& workspace, const service::Input& input,
                       const service::ReadSettings& how) {
    diag::Report ignored;
    service::Documents documents(workspace, input, how, ignored);
    std::string out;
    while (documents.next() && documents.is_usable()) {
        out += (out.empty() ? "" : "\n") + record::canonical_text(documents.record());
    }
    return out;
}

// One bundle is indented for reading; several bundles stand on one line each.
std::string kept_bundles(const std::vector<std::string>& bundles) {
    return bundles.size() == 1 ? json::pretty(bundles.front()) + "\n" : text::joined(bundles, "");
}

service::Outcome outcome_of(service::Workspace& workspace, const ConformCase& about,
                            const service::Input& input, const service::ReadSettings& how) {
    switch (about.direction) {
    case CaseDirection::forward:
        return service::convert(workspace, input, {.read = how, .to = {std::string(service::fhir_name), ""}});
    case CaseDirection::backward:
        return service::convert(workspace, input, {.read = how, .to = {about.syntax, ""}});
    case CaseDirection::check: return service::check(workspace, input, how);
    }
    return service::Outcome();
}

ExpectedVerdict verdict_of(const service::Outcome& outcome) {
    if (outcome.status != service::OutcomeStatus::done) {
        return ExpectedVerdict::refused;
    }
    return outcome.report.empty() ? ExpectedVerdict::accepted : ExpectedVerdict::accepted_with_findings;
}

} // namespace

MadeCase make_case(service::Workspace& workspace, const ConformCase& about, const service::Input& input) {
    const service::ReadSettings how{.read_mode = about.read_mode};
    const service::Outcome outcome = outcome_of(workspace, about, input, how);
    MadeCase out{.verdict = verdict_of(outcome), .loss = loss_lines(outcome.report)};
    for (const service::OutputDocument& document : outcome.documents) {
        out.documents.push_back(document.bytes);
        out.name = document.has_items_in_name ? document.name : "";
    }
    if (out.documents.empty()) {
        return out;
    }
    if (about.direction == CaseDirection::forward) {
        out.record = records_of(workspace, input, how);
        out.bundle = kept_bundles(out.documents);
    } else {
        out.record =
            records_of(workspace, {result_name(about, out), result_bytes(out)}, {.form = about.form});
    }
    return out;
}

std::string result_name(const ConformCase& about, const MadeCase& made) {
    if (!made.name.empty()) {
        return about.id + "/" + made.name;
    }
    const bool is_json = about.direction == CaseDirection::forward || about.syntax == "json";
    return about.id + (!is_json ? ".csv" : made.documents.size() > 1 ? ".ndjson" : ".json");
}

std::string result_bytes(const MadeCase& made) { return text::joined(made.documents, ""); }

diag::Result<std::string> one_entry_a_line(std::string_view bundle) {
    json::Tree tree;
    TRY_VOID(json::Parser().parse(bundle, tree));
    std::string out = "{";
    for (const json::NodeId member : tree.children(json::Tree::root)) {
        std::string value;
        json::Writer writer(value);
        if (tree.key(member) != "entry") {
            writer.node(tree, member);
        } else {
            value = "[";
            for (const json::NodeId entry : tree.children(member)) {
                std::string line;
                json::Writer(line).node(tree, entry);
                value += (value.size() == 1 ? "\n" : ",\n") + line;
            }
            value += "\n]";
        }
        out += fmt::format("{}\n\"{}\": {}", out.size() == 1 ? "" : ",", tree.key(member), value);
    }
    return out + "\n}\n";
}

} // namespace renkei::conform
