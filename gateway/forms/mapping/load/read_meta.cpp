#include "gateway/forms/mapping/load/read_meta.h"

#include "gateway/forms/form/tables.h"
#include "gateway/forms/mapping/load/edit_yaml.h"
#include "gateway/forms/mapping/plan/qualifiers.h"
#include "gateway/forms/record/value/version.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <map>
#include <optional>

namespace renkei::mapping {
namespace {

std::string base_of(const yaml::Prefixes& prefixes, std::string_view prefix) {
    const auto found = prefixes.find(prefix);
    return found == prefixes.end() ? std::string() : found->second;
}

yaml::Node profile_list(const yaml::Node& profiles, const yaml::Prefixes& prefixes,
                        const std::string& edition) {
    yaml::Node list = node_like(profiles, yaml::NodeKind::list);
    for (const yaml::Node& profile : profiles.children) {
        const bool is_whole = profile.text.find("://") != std::string::npos;
        const std::string base = base_of(prefixes, list.children.empty() ? "kg" : "jp");
        list.children.push_back(node_like(profile, yaml::NodeKind::scalar,
                                          is_whole ? profile.text + (edition.empty() ? "" : "|" + edition)
                                                   : base + "StructureDefinition/" + profile.text));
    }
    return list;
}

} // namespace

yaml::Node with_meta(yaml::Node body, const yaml::Prefixes& prefixes, const std::string& edition) {
    yaml::Node meta = take(body, "meta").value_or(node_like(body, yaml::NodeKind::map));
    const std::optional<yaml::Node> profiles = take(body, "profile");
    if (profiles) {
        put(meta, "profile", profile_list(*profiles, prefixes, edition));
    }
    const std::optional<yaml::Node> security = take(body, "security");
    if (security) {
        yaml::Node label = node_like(*security, yaml::NodeKind::map);
        put(label, "system",
            node_like(*security, yaml::NodeKind::scalar, base_of(prefixes, "hl7") + "v3-Confidentiality"));
        put(label, "code", node_like(*security, yaml::NodeKind::scalar, security->text));
        yaml::Node list = node_like(*security, yaml::NodeKind::list);
        list.children.push_back(std::move(label));
        put(meta, "security", std::move(list));
    }
    if (!meta.keys.empty()) {
        if (profiles || security) {
            put(meta, "stay", node_like(body, yaml::NodeKind::scalar, "true"));
        }
        put(body, "meta", std::move(meta));
    }
    return body;
}

bool is_of_edition(yaml::Node& element, std::string_view version, diag::Report& report) {
    const std::optional<yaml::Node> since = take(element, "since");
    const std::optional<yaml::Node> until = take(element, "until");
    for (const std::optional<yaml::Node>& each : {since, until}) {
        if (each && !record::is_newer_version(each->text + ".1", each->text)) {
            report.add(message::value_wrong, each->where(), {each->text, "a version, 1.10.0"});
        }
    }
    return !(since && record::is_newer_version(since->text, version)) &&
           !(until && record::is_newer_version(version, until->text));
}

std::vector<std::pair<std::string, std::string>>
read_understands(const yaml::Node& source, std::string_view type, diag::Report& report) {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t i = 0; i < source.keys.size(); ++i) {
        const std::string element = std::string(type) + "." + source.keys[i];
        std::map<std::string, int, std::less<>> families;
        for (const QualifierRow& row : modifiers()) {
            if (row.element == element && row.treatment == Treatment::family) {
                families.emplace(row.family, 0);
            }
        }
        for (const yaml::Node& family : source.children[i].children) {
            if (!families.contains(family.text)) {
                report.add(diag::message::understands_wrong, family.where(),
                           {source.keys[i], type, family.text, form::nearest(family.text, families)});
            }
            out.emplace_back(source.keys[i], family.text);
        }
    }
    return out;
}

} // namespace renkei::mapping
