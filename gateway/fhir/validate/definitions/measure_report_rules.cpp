// Measure reports: each group, population and stratifier as its measure defines it, and scores by its
// scoring.
#include "gateway/core/json/member.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::validate {
namespace {

// A concept in the document or in the measure.
struct Concept {
    const Tree* tree = nullptr;
    NodeId node = no_node;

    explicit operator bool() const { return node != no_node; }
    std::string_view text(NodeId object, std::string_view name) const {
        const NodeId found = tree->child(object, name);
        return found == no_node ? std::string_view() : tree->text(found);
    }
    std::vector<NodeId> codings() const {
        const NodeId list = tree->child(node, "coding");
        if (list == no_node || !(*tree)[list].is_array()) {
            return {};
        }
        const auto items = tree->children(list);
        return {items.begin(), items.end()};
    }
};

bool matches(const Concept& left, const Concept& right) {
    for (const NodeId a : left.codings()) {
        for (const NodeId b : right.codings()) {
            if (left.text(a, "code") == right.text(b, "code") &&
                left.text(a, "system") == right.text(b, "system")) {
                return true;
            }
        }
    }
    const std::string_view text = left.text(left.node, "text");
    return !text.empty() && text == right.text(right.node, "text");
}

std::string shown_concept(const Concept& it) {
    if (!it) {
        return {};
    }
    const auto codings = it.codings();
    if (codings.empty()) {
        return std::string(it.text(it.node, "text"));
    }
    return fmt::format("{}#{}", it.text(codings[0], "system"), it.text(codings[0], "code"));
}

std::vector<NodeId> list_items(const Tree& tree, NodeId object, std::string_view name) {
    const auto items = json::items(tree, object, name);
    return {items.begin(), items.end()};
}

struct ReportRules {
    ValidationRun& validation;
    NodeId report;
    const Tree& measure_tree;
    NodeId measure;
    const Document& document = validation.document();
    std::string_view type = document.text(report, "type");
    std::string_view of_scoring{};

    void check(NodeId named_at) {
        const Concept scoring{&measure_tree, measure_tree.child(measure, "scoring")};
        for (const NodeId coding : scoring ? scoring.codings() : std::vector<NodeId>()) {
            of_scoring = scoring.text(coding, "code");
        }
        if (!is_scoring(of_scoring)) {
            validation.report(message::report_scoring_unknown, named_at);
        }
        const auto defined = list_items(measure_tree, measure, "group");
        const auto reported = document.list(report, "group");
        if (defined.size() == 1 && reported.size() == 1) { // it need not be named
            same_code(*reported.begin(), defined[0], "group");
            group(*reported.begin(), defined[0]);
            return;
        }
        pair(report, measure, "group", &ReportRules::group);
    }

    using Comparison = void (ReportRules::*)(NodeId reported, NodeId defined);

    // R4 lets a reported stratifier have several codes.
    std::vector<Concept> reported_codes(NodeId node) const {
        std::vector<Concept> out;
        for (const NodeId code : document.list(node, "code")) {
            out.push_back({&validation.tree().whole(), code});
        }
        return out;
    }
    bool is_meant(const std::vector<Concept>& codes, NodeId defined) const {
        const Concept there = defined_code(defined);
        return there && std::ranges::any_of(codes, [&](const Concept& code) { return matches(code, there); });
    }
    Concept defined_code(NodeId node) const { return {&measure_tree, measure_tree.child(node, "code")}; }

    void same_code(NodeId reported, NodeId defined, std::string_view what) {
        const std::vector<Concept> here = reported_codes(reported);
        const Concept there = defined_code(defined);
        if (!here.empty() && there && !is_meant(here, defined)) {
            validation.report(message::report_code_differs, reported,
                              {what, shown_concept(here[0]), shown_concept(there)});
        }
    }

    // Each of the report's items belongs to one of the measure's, and the other way round.
    void pair(NodeId reported_in, NodeId defined_in, std::string_view what, Comparison compare) {
        const auto defined = list_items(measure_tree, defined_in, what);
        std::vector<NodeId> seen;
        for (const NodeId one : document.list(reported_in, what)) {
            const std::vector<Concept> codes = reported_codes(one);
            if (codes.empty()) {
                validation.report(message::report_no_code, one, {what});
                continue;
            }
            const auto at =
                std::ranges::find_if(defined, [&](NodeId other) { return is_meant(codes, other); });
            if (at == defined.end()) {
                validation.report(message::report_code_unknown, one, {what, shown_concept(codes[0])});
            } else if (std::ranges::find(seen, *at) != seen.end()) {
                validation.report(message::report_code_twice, one, {what, shown_concept(codes[0])});
            } else {
                seen.push_back(*at);
                if (compare != nullptr) {
                    (this->*compare)(one, *at);
                }
            }
        }
        missing(reported_in, defined, seen, what);
    }

    void missing(NodeId at, const std::vector<NodeId>& defined, const std::vector<NodeId>& seen,
                 std::string_view what) {
        if (type == "data-collection") {
            return; // the data only
        }
        for (const NodeId one : defined) {
            const std::string code = shown_concept(defined_code(one));
            if (std::ranges::find(seen, one) == seen.end() && !code.ends_with("#measure-observation")) {
                const NodeId id = measure_tree.child(one, "id");
                validation.report(
                    message::report_misses, at,
                    {what, code.empty() && id != no_node ? std::string(measure_tree.text(id)) : code});
            }
        }
    }

    void group(NodeId reported, NodeId defined) {
        pair(reported, defined, "population", &ReportRules::population);
        check_score(validation, reported, type, of_scoring);
        pair(reported, defined, "stratifier", nullptr);
    }

    void population(NodeId reported, NodeId) {
        const auto results = document.list(reported, "subjectResults");
        if (type != "subject-list") {
            if (!results.empty()) {
                validation.report(message::report_no_subjects, reported, {type});
            }
            if (document.child(reported, "count") == no_node) {
                validation.report(message::report_no_count, reported, {type});
            }
            return;
        }
        const std::string_view text = document.text(reported, "count");
        std::size_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (!text.empty() && error == std::errc() && end == text.data() + text.size() &&
            count != results.size()) {
            validation.report(message::report_count_differs, reported,
                              {text, std::to_string(results.size())});
        }
    }
};

} // namespace

void check_measure_report(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const NodeId named_at = document.child(resource, "measure");
    const std::string_view canonical = document.text(resource, "measure");
    if (canonical.empty()) {
        validation.report(message::report_no_measure, resource);
        return;
    }
    if (const auto target = document.resolve(named_at, canonical);
        target && document.resource_type(target->resource) == "Measure") {
        ReportRules{validation, resource, validation.tree().whole(), target->resource}.check(named_at);
        return;
    }
    if (const packages::Resource* measure = validation.context().library().find("Measure", canonical)) {
        ReportRules{validation, resource, measure->tree, Tree::root}.check(named_at);
    } else {
        validation.report(message::report_measure_missing, named_at, {canonical});
    }
}

} // namespace renkei::validate
