#include "gateway/network/mhd/provide/relates_to.h"

#include "gateway/network/mhd/metadata/path.h"
#include "generated/messages/mhd.h"

#include <algorithm>
#include <string>

namespace renkei::mhd {
namespace {

struct Row {
    std::string_view code;
    std::string_view warning; // ITI TF-3, table 4.2.4.1-2
};
constexpr Row warnings[] = {{"transforms", "PartialTransformContentNotProcessed"},
                            {"appends", "PartialAppendContentNotProcessed"}};
constexpr std::string_view any_other = "PartialRelationshipContentNotProcessed";

// One of each kind: a sender may write as many relations as it likes.
void add_unkept(std::string_view code, std::string_view place, ProvidedDocument& out) {
    const auto* const row = std::ranges::find(warnings, code, &Row::code);
    // is its first argument
    const std::string_view warning = row == std::end(warnings) ? any_other : row->warning;
    if (std::ranges::none_of(out.unsupported_relations,
                             [&](const diag::Finding& it) { return it.args.front() == warning; })) {
        out.unsupported_relations.push_back(diag::finding(diag::message::mhd_relation_not_kept,
                                                          {.path = std::string(place)}, {warning, code}));
    }
}

void add_replaced(json::NodeId relation, const std::string& document, ProvidedDocument& out,
                  RequestFindings& issues) {
    if (!out.replaces.empty() && out.replaces != document) {
        issues.add(relation, "relatesTo", "0..1 replaces", document);
    }
    out.replaces = document;
}

} // namespace

bool is_whole_document(const TypedId& id) { return id.type == "DocumentReference" && !id.id.resource; }

void refuse_target(const json::Tree& tree, const Replacement& replacement, RequestFindings& issues) {
    if (replacement.target.empty()) {
        issues.add(replacement.relation, "relatesTo.target.reference", "DocumentReference/ID", "-");
        return;
    }
    issues.add(diag::message::mhd_target_unknown, node_at(tree, replacement.relation, "target.reference"),
               {std::string(replacement.target)});
}

void read_relations(const json::Tree& tree, json::NodeId reference, std::string_view place,
                    const ReplacementTest& may_replace, ProvidedDocument& out, RequestFindings& issues) {
    for (const json::NodeId relation : nodes_at(tree, reference, "relatesTo")) {
        const std::string_view code = text_at(tree, relation, "code");
        if (code != "replaces") {
            add_unkept(code, place, out);
            continue;
        }
        const std::string_view target = text_at(tree, relation, "target.reference");
        const Replacement replacement{relation, target, parse_reference(target).value_or(TypedId{})};
        if (!is_whole_document(replacement.old)) {
            refuse_target(tree, replacement, issues);
        } else if (may_replace(replacement)) {
            add_replaced(relation, replacement.old.id.document, out, issues);
        }
    }
}

} // namespace renkei::mhd
