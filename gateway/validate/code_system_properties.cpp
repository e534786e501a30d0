#include "gateway/validate/code_system_properties.h"

#include "gateway/base/text_hash.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <unordered_set>

namespace renkei::validate {
namespace {

using diag::Message;

// R4's own properties with a code of this code system. (status is a code, too, but not one of these.)
constexpr std::array<std::string_view, 2> internal{"parent", "child"};

// Those that need no declaration, because R4 defines them for every code system.
constexpr std::array<std::string_view, 11> defined{
    "inactive", "deprecated", "notSelectable", "parent", "child", "status", "effectiveDate",
    "deprecationDate", "retirementDate", "partOf", "itemWeight"};

using Declared = std::map<std::string_view, std::string_view>; // code -> type

Declared read_declared(Check& check, json::NodeId code_system) {
    const Document& document = check.document();
    Declared out;
    for (const json::NodeId property : document.list(code_system, "property")) {
        const std::string_view code = document.text(property, "code");
        if (code.empty()) {
            continue;
        }
        if (!out.try_emplace(code, document.text(property, "type")).second) {
            check.report(Message::code_system_property_twice, property, {std::string(code)});
        }
        if (document.child(property, "uri") == json::no_node) {
            check.report(Message::code_system_property_no_uri, property, {std::string(code)});
        }
    }
    return out;
}

struct Written {
    json::NodeId node = json::no_node;
    std::string type; // "dateTime" of valueDateTime
};

Written value_of(const Document& document, json::NodeId property) {
    for (const json::NodeId member : document.tree().children(property)) {
        const std::string_view key = document.tree().key(member);
        if (key.starts_with("value") && key.size() > 5) {
            std::string type(key.substr(5));
            if (type != "Coding") {
                type[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(type[0])));
            }
            return {member, std::move(type)};
        }
    }
    return {};
}

class Properties {
public:
    Properties(Check& check, json::NodeId code_system, const std::vector<json::NodeId>& concepts)
        : check_(check)
        , declared_(read_declared(check, code_system))
        , is_complete_(check.document().text(code_system, "content") == "complete")
        , concepts_(concepts) {}

    void check() {
        for (const json::NodeId one : concepts_) {
            for (const json::NodeId property : check_.document().list(one, "property")) {
                if (check_.tree()[property].is_object()) {
                    use(property);
                }
            }
        }
    }

private:
    void use(json::NodeId property) {
        const std::string_view code = check_.document().text(property, "code");
        const Written written = value_of(check_.document(), property);
        const auto row = declared_.find(code);
        if (row == declared_.end()) {
            if (!code.empty() && std::ranges::find(defined, code) == defined.end() && told_.insert(code).second) {
                check_.report(Message::code_system_property_undeclared, property, {std::string(code)});
            }
        } else if (written.node != json::no_node && !row->second.empty() && written.type != row->second) {
            check_.report(Message::code_system_property_other_type, property,
                          {std::string(code), std::string(row->second), written.type});
        }
        if (written.type == "code" && std::ranges::find(internal, code) != internal.end()) {
            refers(written.node, code);
        }
    }

    void refers(json::NodeId value, std::string_view property) {
        if (!is_complete_) {
            return;
        }
        if (!codes_) {
            codes_.emplace();
            for (const json::NodeId one : concepts_) {
                codes_->insert(check_.document().text(one, "code"));
            }
        }
        if (!codes_->contains(check_.tree().text(value))) {
            check_.report(Message::code_system_property_no_code, value,
                          {std::string(property), std::string(check_.tree().text(value))});
        }
    }

    Check& check_;
    Declared declared_;
    bool is_complete_;
    const std::vector<json::NodeId>& concepts_;
    std::optional<std::unordered_set<std::string_view, base::TextHash>> codes_; // once asked for
    std::unordered_set<std::string_view, base::TextHash> told_;
};

} // namespace

void check_properties(Check& check, json::NodeId code_system, const std::vector<json::NodeId>& concepts) {
    Properties(check, code_system, concepts).check();
}

} // namespace renkei::validate
