#include "gateway/network/servertest/validate_cases.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <vector>

namespace renkei::servertest {
namespace {

using client::HttpResponse;
using conform::CaseEvaluation;
using conform::CaseVerdict;
using conform::ConformCase;
using json::NodeId;
using json::Tree;

// The first entry of a document is its Composition.
constexpr Mistake all_mistakes[] = {
    {"unknown-code", "$validate reports a code that the required value set does not have",
     "FHIR R4, Terminologies 4.1.5 (required); composition-status", Edit::replace, "entry.resource.status",
     R"("finished")"},
    {"missing-element", "$validate reports a required element that is missing",
     "FHIR R4, Composition.title 1..1", Edit::remove, "entry.resource.title", ""},
    {"unknown-element", "$validate reports a property that the resource does not have",
     "FHIR R4, Validating Resources, Structure", Edit::add, "entry.resource", R"("undefinedElement":"x")"},
    {"unknown-type", "$validate reports a resource type that R4 does not have", "FHIR R4, Resource Index",
     Edit::replace, "entry.resource.resourceType", R"("Paper")"},
    {"wrong-format", "$validate reports a date that does not exist", "FHIR R4, Data Types, dateTime",
     Edit::replace, "entry.resource.date", R"("2026-13-01")"},
    {"wrong-type", "$validate reports a number in the place of a text", "FHIR R4, JSON Representation",
     Edit::replace, "entry.resource.title", "1"},
    {"empty-value", "$validate reports an empty text", "FHIR R4, Data Types, string", Edit::replace,
     "entry.resource.title", R"("")"},
    {"no-list", "$validate reports a repeating element that is no array",
     "FHIR R4, JSON Representation, Representing Resource Elements", Edit::replace, "entry.resource.author",
     R"({"display":"x"})"},
    {"broken-rule", "$validate reports an invariant that does not hold", "FHIR R4, Bundle, bdl-10",
     Edit::remove, "timestamp", ""},
};

// An array itself, where a path of mhd leads to its elements.
NodeId node_of(const Tree& tree, std::string_view place) {
    const std::size_t dot = place.rfind('.');
    const bool is_of_root = dot == std::string_view::npos;
    const NodeId above = is_of_root ? Tree::root : mhd::node_at(tree, Tree::root, place.substr(0, dot));
    return above == json::no_node ? json::no_node
                                  : tree.child(above, is_of_root ? place : place.substr(dot + 1));
}

// Copies a tree, edited at one node.
struct EditedCopy {
    const Tree& tree;
    NodeId place;
    const Mistake& mistake;
    json::Writer writer;

    void write(NodeId node) {
        if (node == place && mistake.edit == Edit::replace) {
            writer.raw(mistake.text);
        } else if (place < node || place >= tree.after(node)) {
            writer.node(tree, node);
        } else if (tree[node].is_array()) {
            writer.start_array();
            children(node);
            writer.end_array();
        } else {
            writer.start_object();
            children(node);
            if (node == place) {
                writer.raw(mistake.text);
            }
            writer.end_object();
        }
    }

    void children(NodeId node) {
        for (const NodeId each : tree.children(node)) {
            if (each == place && mistake.edit == Edit::remove) {
                continue;
            }
            if (tree.has_key(each)) {
                writer.key(tree.key(each));
            }
            write(each);
        }
    }
};

std::vector<std::string_view> bundles_in(std::string_view bytes, bool is_one_a_line) {
    std::vector<std::string_view> out;
    while (!bytes.empty()) {
        const std::size_t end = is_one_a_line ? bytes.find('\n') : std::string_view::npos;
        if (const std::string_view each = bytes.substr(0, end); !each.empty()) {
            out.push_back(each);
        }
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    return out;
}

struct ValidateCases {
    TestedServer& server;
    const conform::ConformKit& kit;
    const BeginCase& begin;

    void run(const conform::ConformScope& scope) {
        std::set<std::string_view> forms; // whose bundle has had its mistakes
        for (const ConformCase& about : kit.cases) {
            if (about.bundle.empty() || !scope.has_base(about)) {
                continue;
            }
            const bool is_one = std::filesystem::path(about.bundle).extension() != ".ndjson";
            const diag::Result<std::string> bytes = as_it_is(about, is_one);
            if (bytes && is_one && !forms.contains(about.form)) {
                forms.insert(about.form);
                with_mistakes(about, *bytes);
            }
        }
    }

    diag::Result<std::string> as_it_is(const ConformCase& about, bool is_one) {
        CaseEvaluation& evaluation =
            begin(about, "$validate", "$validate accepts the expected bundle", "FHIR R4, Resource/$validate");
        diag::Result<std::string> bytes = base::read_file(kit.folder / about.bundle);
        if (!bytes) {
            evaluation.verdict = CaseVerdict::unreadable;
            evaluation.report.add(bytes.error());
            return bytes;
        }
        for (const std::string_view bundle : bundles_in(*bytes, !is_one)) {
            post(evaluation, bundle, about.bundle, is_valid,
                 "200: OperationOutcome, severity information | warning");
        }
        return bytes;
    }

    void with_mistakes(const ConformCase& about, std::string_view bundle) {
        Tree tree;
        if (!json::Parser().parse(bundle, tree)) {
            return; // the case above says so
        }
        for (const Mistake& each : mistakes()) {
            if (const std::optional<std::string> wrong = with_mistake(tree, each)) {
                CaseEvaluation& evaluation = begin(about, fmt::format("$validate {}", each.id),
                                                   std::string(each.clause), std::string(each.reference));
                post(evaluation, *wrong, fmt::format("{}, {}", about.bundle, each.id), is_invalid,
                     "200 | 4xx: OperationOutcome, severity error | fatal");
            }
        }
    }

    static bool is_valid(const HttpResponse& response) {
        return response.status == http_ok && is_outcome_without_error(response.body);
    }
    // R4 resource-operation-validate: 200 whatever was found; some servers answer 4xx.
    static bool is_invalid(const HttpResponse& response) {
        return (response.status == http_ok || is_refusal(response)) && is_outcome_with_error(response.body);
    }

    void post(CaseEvaluation& evaluation, std::string_view bundle, const std::string& about,
              bool (*is_expected)(const HttpResponse&), const std::string& expected) {
        const TestRequest asked{.method = "POST",
                                .url = server.url("$validate"),
                                .content_type = std::string(fhir_json),
                                .accept = std::string(fhir_json),
                                .body = bundle,
                                .about = about};
        evaluation.file = printed(asked);
        const diag::Result<HttpResponse> response = server.send(asked);
        if (!response) {
            evaluation.verdict = CaseVerdict::unreadable;
            evaluation.report.add(response.error());
        } else if (!is_expected(*response)) {
            evaluation.verdict = CaseVerdict::failed;
            evaluation.report.add(
                expected_found(asked, "OperationOutcome.issue", expected, summary(*response)));
        }
    }
};

} // namespace

std::span<const Mistake> mistakes() { return all_mistakes; }

std::optional<std::string> with_mistake(const Tree& document, const Mistake& mistake) {
    const NodeId place = node_of(document, mistake.place);
    if (place == json::no_node) {
        return std::nullopt;
    }
    std::string out;
    EditedCopy{document, place, mistake, json::Writer(out)}.write(Tree::root);
    return out;
}

void run_validate_cases(TestedServer& server, const conform::ConformKit& kit,
                        const conform::ConformScope& scope, const BeginCase& begin) {
    ValidateCases{server, kit, begin}.run(scope);
}

} // namespace renkei::servertest
