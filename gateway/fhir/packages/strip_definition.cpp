#include "gateway/fhir/packages/strip_definition.h"

#include "gateway/core/json/writer.h"
#include "gateway/fhir/packages/snapshot_gap.h"

#include <algorithm>
#include <array>
#include <span>

namespace renkei::packages {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> prose{"text",    "contact", "publisher", "copyright", "purpose",
                                                "mapping", "keyword", "xpath",     "useContext"};
constexpr std::array<std::string_view, 10> element_prose{
    "definition",         "comment",   "requirements", "alias", "mapping", "example",
    "meaningWhenMissing", "isSummary", "orderMeaning", "short"};
constexpr std::array<std::string_view, 1> constraint_prose{"xpath"};
constexpr std::array<std::string_view, 1> concept_prose{"definition"};

class Stripper {
public:
    Stripper(const json::Tree& tree, Snapshots snapshots, std::string& out)
        : tree_(tree),
          snapshots_(snapshots),
          writer_(out) {}

    void resource(json::NodeId node) {
        const std::string_view type = text(node, "resourceType");
        const bool defines = type == "StructureDefinition" || type == "ValueSet" || type == "CodeSystem" ||
                             type == "SearchParameter" || type == "ConceptMap" || type == "NamingSystem";
        if (!defines) { // a resource to validate with, or for resolve(): complete
            writer_.node(tree_, node);
            return;
        }
        const bool has_snapshot = tree_.child(node, "snapshot") != json::no_node;
        const bool is_repeated = has_snapshot && first_not_in_snapshot(tree_, node) == json::no_node;
        const bool is_made_again = has_snapshot && !is_repeated && snapshots_ == Snapshots::made_again;
        writer_.start_object();
        for (const json::NodeId child : tree_.children(node)) {
            const std::string_view key = tree_.key(child);
            if (is_in(key, prose) || (is_repeated && key == "differential") ||
                (is_made_again && key == "snapshot")) {
                continue;
            }
            writer_.key(key);
            if (key == "snapshot" || key == "differential") {
                elements(child);
            } else if (key == "concept" && type == "CodeSystem") {
                concepts(child);
            } else {
                writer_.node(tree_, child);
            }
        }
        writer_.end_object();
    }

private:
    static bool is_in(std::string_view key, Keys keys) { return std::ranges::find(keys, key) != keys.end(); }
    std::string_view text(json::NodeId object, std::string_view key) const {
        const json::NodeId node = tree_.child(object, key);
        return node == json::no_node ? std::string_view() : tree_.text(node);
    }

    // Calls `member` for each member of an object that is not left out.
    template <class Member>
    void object(json::NodeId node, Keys left_out, Member member) {
        if (!tree_[node].is_object()) {
            writer_.node(tree_, node);
            return;
        }
        writer_.start_object();
        for (const json::NodeId child : tree_.children(node)) {
            const std::string_view key = tree_.key(child);
            if (!is_in(key.starts_with('_') ? key.substr(1) : key, left_out)) {
                writer_.key(key);
                member(key, child);
            }
        }
        writer_.end_object();
    }
    template <class Item>
    void list(json::NodeId node, Item item) {
        if (!tree_[node].is_array()) {
            writer_.node(tree_, node);
            return;
        }
        writer_.start_array();
        for (const json::NodeId child : tree_.children(node)) {
            item(child);
        }
        writer_.end_array();
    }
    void whole(json::NodeId node) { writer_.node(tree_, node); }

    void elements(json::NodeId view) { // snapshot or differential
        object(view, {}, [&](std::string_view key, json::NodeId child) {
            key == "element" ? list(child, [&](json::NodeId it) { element(it); }) : whole(child);
        });
    }
    void element(json::NodeId node) {
        object(node, element_prose, [&](std::string_view key, json::NodeId child) {
            key == "constraint" ? list(child, [&](json::NodeId it) { constraint(it); }) : whole(child);
        });
    }
    void constraint(json::NodeId node) {
        object(node, constraint_prose, [&](std::string_view, json::NodeId child) { whole(child); });
    }
    void concepts(json::NodeId node) {
        list(node, [&](json::NodeId it) {
            object(it, concept_prose, [&](std::string_view key, json::NodeId child) {
                key == "concept" ? concepts(child) : whole(child);
            });
        });
    }

    const json::Tree& tree_;
    Snapshots snapshots_;
    json::Writer writer_;
};

} // namespace

void append_without_prose(const json::Tree& tree, json::NodeId resource, Snapshots snapshots,
                          std::string& out) {
    Stripper(tree, snapshots, out).resource(resource);
}

} // namespace renkei::packages
