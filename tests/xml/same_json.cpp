#include "tests/xml/same_json.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/xml/xhtml.h"
#include "gateway/fhir/xml/xhtml_writer.h"

namespace renkei::xml {
namespace {

using json::no_node;

bool is_div(const json::Tree& tree, json::NodeId node) {
    return tree.has_key(node) && tree.key(node) == "div" && tree[node].is_string();
}

class Comparison {
public:
    Comparison(const json::Tree& expected, const json::Tree& found) : expected_(expected), found_(found) {}

    bool same(json::NodeId a, json::NodeId b) {
        if (b == no_node || expected_[a].kind != found_[b].kind) {
            return differ(a, b);
        }
        if (expected_[a].is_object()) {
            return expected_[a].count == found_[b].count ? same_members(a, b) : differ(a, b);
        }
        if (expected_[a].is_array()) {
            return expected_[a].count == found_[b].count ? same_elements(a, b) : differ(a, b);
        }
        if (is_div(expected_, a)) {
            const auto canonical = canonical_xhtml(trimmed(expected_.text(a)));
            return (canonical && *canonical == found_.text(b)) || differ(a, b);
        }
        return expected_.text(a) == found_.text(b) || differ(a, b);
    }
    std::string what;

private:
    bool differ(json::NodeId a, json::NodeId b) {
        what = json::fhirpath(expected_, a) + ": " + std::string(expected_.raw(a).substr(0, 300)) +
               "\n  found " + (b == no_node ? "nothing" : std::string(found_.raw(b).substr(0, 300)));
        return false;
    }
    bool same_members(json::NodeId a, json::NodeId b) {
        for (const json::NodeId child : expected_.children(a)) {
            if (!same(child, found_.child(b, expected_.key(child)))) {
                return false;
            }
        }
        return true;
    }
    bool same_elements(json::NodeId a, json::NodeId b) {
        json::NodeId other = found_.first_child(b);
        for (const json::NodeId child : expected_.children(a)) {
            if (!same(child, other)) {
                return false;
            }
            other = found_.next(other);
        }
        return true;
    }

    const json::Tree& expected_;
    const json::Tree& found_;
};

} // namespace

std::string difference(const json::Tree& expected, const json::Tree& found) {
    Comparison comparison(expected, found);
    comparison.same(json::Tree::root, json::Tree::root);
    return comparison.what;
}

} // namespace renkei::xml
