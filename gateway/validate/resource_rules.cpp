#include "gateway/validate/resource_rules.h"

#include "gateway/validate/contained_rules.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

using Rule = void (*)(Check&, json::NodeId);
struct Row {
    std::string_view type; // empty: every resource
    Rule rule;
};
constexpr std::array rules{
    Row{"", check_contained},
};

} // namespace

void apply_resource_rules(Check& check, json::NodeId resource, std::string_view type) {
    for (const Row& row : rules) {
        if (row.type.empty() || row.type == type) {
            row.rule(check, resource);
        }
    }
}

} // namespace renkei::validate
