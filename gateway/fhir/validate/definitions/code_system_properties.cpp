#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <unordered_set>

namespace renkei::validate {
namespace {

// R4's own properties (codesystem-concept-properties.html), which every code system may use. Those with a
// code of this code system are internal.
struct OwnProperty {
    std::string_view code;
    std::string_view type;
    bool is_internal = false;
};
constexpr std::array own_properties{
    OwnProperty{"inactive", "boolean"},
    OwnProperty{"deprecated", "dateTime"},
    OwnProperty{"deprecationDate", "dateTime"},
    OwnProperty{"effectiveDate", "dateTime"},
    OwnProperty{"retirementDate", "dateTime"},
    OwnProperty{"notSelectable", "boolean"},
    OwnProperty{"parent", "code", true},
    OwnProperty{"child", "code", true},
    OwnProperty{"partOf", "code", true},
    OwnProperty{"synonym", "code", true},
    OwnProperty{"comment", "string"},
    OwnProperty{"itemWeight", "decimal"},
    OwnProperty{"status", "code"},
};
constexpr std::string_view own_uri = "http://hl7.org/fhir/concept-properties#";

// By the uri; nullptr: it is not one of R4's.
const OwnProperty* own_property(std::string_view uri) {
    const auto* const found =
        uri.starts_with(own_uri)
            ? std::ranges::find(own_properties, uri.substr(own_uri.size()), &OwnProperty::code)
            : own_properties.end();
    return found == own_properties.end() ? nullptr : found;
}

struct DeclaredProperty {
    std::string_view type;
    std::string_view uri;
};
using Declared = std::map<std::string_view, DeclaredProperty>; // by code

void check_property_uri(ValidationRun& validation, NodeId property, const DeclaredProperty& declared) {
    const NodeId node = validation.document().child(property, "uri");
    const std::string uri(declared.uri);
    if (!is_absolute_uri(uri)) {
        validation.report(message::code_system_property_uri_relative, node, {uri});
        return;
    }
    const OwnProperty* own = own_property(uri);
    if (own == nullptr && uri.starts_with(own_uri)) {
        validation.report(message::code_system_property_uri_unknown, node, {uri});
    } else if (own != nullptr && !declared.type.empty() && declared.type != own->type) {
        validation.report(message::code_system_property_uri_type, node, {uri, own->type, declared.type});
    }
}

Declared read_declared(ValidationRun& validation, NodeId code_system) {
    const Document& document = validation.document();
    Declared out;
    std::unordered_set<std::string_view, base::TextHash> uris;
    for (const NodeId property : document.list(code_system, "property")) {
        const std::string_view code = document.text(property, "code");
        if (code.empty()) {
            continue;
        }
        const DeclaredProperty declared{document.text(property, "type"), document.text(property, "uri")};
        if (!out.try_emplace(code, declared).second) {
            validation.report(message::code_system_property_twice, property, {code});
        }
        if (declared.uri.empty()) {
            validation.report(message::code_system_property_no_uri, property, {code});
            continue;
        }
        check_property_uri(validation, property, declared);
        if (!uris.insert(declared.uri).second) {
            validation.report(message::code_system_property_uri_twice, property, {declared.uri});
        }
    }
    return out;
}

struct PropertyValue {
    NodeId node = no_node;
    std::string type; // "dateTime" of valueDateTime
};

PropertyValue written_value(const Document& document, NodeId property) {
    for (const NodeId member : document.tree().children(property)) {
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
    Properties(ValidationRun& validation, NodeId code_system, const std::vector<NodeId>& concepts)
        : validation_(validation),
          declared_(read_declared(validation, code_system)),
          is_complete_(validation.document().text(code_system, "content") == "complete"),
          concepts_(concepts) {}

    void check() {
        for (const NodeId one : concepts_) {
            for (const NodeId property : validation_.document().list(one, "property")) {
                if (validation_.tree()[property].is_object()) {
                    use(property);
                }
            }
        }
    }

private:
    void use(NodeId property) {
        const std::string_view code = validation_.document().text(property, "code");
        const PropertyValue property_value = written_value(validation_.document(), property);
        const auto row = declared_.find(code);
        const bool is_own =
            std::ranges::find(own_properties, code, &OwnProperty::code) != own_properties.end();
        if (row == declared_.end()) {
            if (!code.empty() && !is_own && results_.insert(code).second) {
                validation_.report(message::code_system_property_undeclared, property, {code});
            }
        } else if (property_value.node != no_node && !row->second.type.empty() &&
                   property_value.type != row->second.type) {
            validation_.report(message::code_system_property_other_type, property,
                               {code, row->second.type, property_value.type});
        }
        if (property_value.type == "code") {
            code_value(property_value.node, code, row == declared_.end() ? nullptr : &row->second);
        }
    }

    // The value of a property that R4 defines as internal must be a code of this code system. Other
    // properties may have any code.
    void code_value(NodeId value, std::string_view code, const DeclaredProperty* declared) {
        const auto* const by_code = std::ranges::find(own_properties, code, &OwnProperty::code);
        const OwnProperty* const by_uri = declared == nullptr ? nullptr : own_property(declared->uri);
        const bool is_internal =
            by_uri != nullptr ? by_uri->is_internal : by_code != own_properties.end() && by_code->is_internal;
        if (is_internal) {
            refers(value, code, by_uri != nullptr ? diag::Severity::error : diag::Severity::warning);
        }
    }

    void refers(NodeId value, std::string_view property, diag::Severity severity) {
        if (!is_complete_) {
            return;
        }
        if (!codes_) {
            codes_.emplace();
            for (const NodeId one : concepts_) {
                codes_->insert(validation_.document().text(one, "code"));
            }
        }
        if (!codes_->contains(validation_.tree().text(value))) {
            validation_.report(message::code_system_property_no_code, severity, value,
                               {property, validation_.tree().text(value)});
        }
    }

    ValidationRun& validation_;
    Declared declared_;
    bool is_complete_;
    const std::vector<NodeId>& concepts_;
    std::optional<std::unordered_set<std::string_view, base::TextHash>> codes_; // once asked for
    std::unordered_set<std::string_view, base::TextHash> results_;
};

} // namespace

void check_properties(ValidationRun& validation, NodeId code_system, const std::vector<NodeId>& concepts) {
    Properties(validation, code_system, concepts).check();
}

} // namespace renkei::validate
