#include "gateway/network/server/settings/setting_reader.h"

#include "gateway/network/auditforward/target.h"
#include "gateway/network/http/address.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>
#include <utility>

namespace renkei::server {
namespace {

// As the file shows it; long texts are cut.
std::string found(const yaml::Node& node) {
    constexpr std::size_t longest = 80;
    constexpr std::string_view kinds[] = {"", "[…]", "{…}"};
    if (node.kind != yaml::NodeKind::scalar) {
        return std::string(kinds[static_cast<std::size_t>(node.kind)]);
    }
    const std::string text = node.text.size() > longest ? "…" : node.text;
    return node.plain && !text.empty() ? text : "\"" + text + "\"";
}

template <class Number>
std::optional<Number> parse_number(const yaml::Node& node) {
    Number number{};
    const char* const end = node.text.data() + node.text.size();
    const auto [stop, problem] = std::from_chars(node.text.data(), end, number);
    const bool whole = node.kind == yaml::NodeKind::scalar && node.plain && !node.text.empty() &&
                       stop == end && problem == std::errc();
    return whole ? std::optional(number) : std::nullopt;
}

struct SettingReader {
    std::string_view name;
    const yaml::Node& node;
    diag::Report& report;

    void wrong(std::string expected) const {
        report.add(message::config_wrong, node.where(), {name, std::move(expected), found(node)});
    }
    bool is_text() const { return node.kind == yaml::NodeKind::scalar; }

    void operator()(const IntegerSetting& whole) const {
        const auto number = parse_number<std::uint64_t>(node);
        if (!number || *number < whole.least || *number > whole.most) {
            return wrong(fmt::format("{}…{}", whole.least, whole.most));
        }
        std::visit(
            [&](auto* value) { *value = static_cast<std::remove_reference_t<decltype(*value)>>(*number); },
            whole.value);
    }
    void operator()(const NumberSetting& real) const {
        const auto number = parse_number<double>(node);
        if (!number || !(*number >= real.least && *number <= real.most)) {
            return wrong(fmt::format("{}…{}", real.least, real.most));
        }
        *real.value = *number;
    }
    void operator()(const BooleanSetting& truth) const {
        if (!is_text() || !node.plain || (node.text != "true" && node.text != "false")) {
            return wrong("true | false");
        }
        *truth.value = node.text == "true";
    }
    void operator()(const TextSetting& line) const {
        if (!is_text() || !line.fits(node.text)) {
            return wrong(std::string(line.expected));
        }
        *line.value = node.text;
    }
    void operator()(const AddressSetting& place) const {
        if (const std::optional<http::Address> address = read_address(place.scope, "HOST:PORT")) {
            *place.value = *address;
        }
    }
    void operator()(const OptionalAddressSetting& place) const {
        if (is_text() && node.text.empty()) {
            place.value->reset();
            return;
        }
        if (const std::optional<http::Address> address = read_address(place.scope, "HOST:PORT | \"\"")) {
            *place.value = *address;
        }
    }
    void operator()(const PathSetting& file) const {
        if (!is_text() || (node.text.empty() && file.required == Required::yes)) {
            return wrong("PATH");
        }
        *file.value = node.text;
    }
    void operator()(const PathListSetting& files) const {
        if (node.kind != yaml::NodeKind::list) {
            return wrong("[PATH, …]");
        }
        files.value->clear();
        for (const yaml::Node& one : node.children) {
            std::filesystem::path path;
            SettingReader{name, one, report}(PathSetting{&path});
            files.value->push_back(path);
        }
    }
    void operator()(const FoldersSetting& folders) const {
        if (node.kind != yaml::NodeKind::map) {
            return wrong("{PEER: PATH, …}");
        }
        folders.value->clear();
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            std::filesystem::path path;
            SettingReader{name, node.children[i], report}(PathSetting{&path});
            folders.value->push_back({.peer = node.keys[i], .folder = path});
        }
    }

    void operator()(const AuditForwardSetting& targets) const {
        if (node.kind != yaml::NodeKind::list) {
            return wrong("[{name: NAME, url: URL}, …]");
        }
        targets.value->clear();
        for (const yaml::Node& one : node.children) {
            auditforward::Target target;
            read_target(one, target);
            const auto same = std::ranges::find(*targets.value, target.name, &auditforward::Target::name);
            if (same != targets.value->end()) {
                SettingReader{"audit_forward.name", *one.get("name"), report}.wrong("NAME ≠ " + same->name);
            }
            targets.value->push_back(std::move(target));
        }
    }

    void read_target(const yaml::Node& map, auditforward::Target& target) const {
        const std::array<std::pair<std::string_view, SettingTarget>, 3> members{
            {{"name", TextSetting{&target.name, auditforward::name_form, auditforward::is_target_name}},
             {"url", TextSetting{&target.url, auditforward::url_forms,
                                 [](std::string_view text) {
                                     return auditforward::parse_target_url(text).has_value();
                                 }}},
             {"batch", IntegerSetting{&target.batch, 1, 1000}}}};
        if (map.kind != yaml::NodeKind::map || map.get("name") == nullptr || map.get("url") == nullptr) {
            return SettingReader{name, map, report}.wrong("{name: NAME, url: URL}");
        }
        for (std::size_t i = 0; i < map.keys.size(); ++i) {
            const auto* const key =
                std::ranges::find(members, map.keys[i], [](const auto& each) { return each.first; });
            const std::string full = fmt::format("{}.{}", name, map.keys[i]);
            if (key == members.end()) {
                diag::Where where = map.where();
                where.line = map.key_lines[i];
                report.add(message::config_key_unknown, where, {full, "name, url, batch"});
            } else {
                read_setting(full, map.children[i], key->second, report);
            }
        }
    }

    // Plain HTTP on an address that other machines reach is refused where personal data would be sent, else a
    // warning.
    std::optional<http::Address> read_address(AddressScope scope, std::string_view expected) const {
        std::optional<http::Address> address = is_text() ? http::parse_address(node.text) : std::nullopt;
        if (!address) {
            wrong(std::string(expected));
            return std::nullopt;
        }
        if (scope != AddressScope::anywhere && !http::is_loopback(*address)) {
            diag::Finding finding =
                diag::finding(message::plain_not_loopback, node.where(), {name, to_text(*address)});
            finding.severity =
                scope == AddressScope::only_loopback ? diag::Severity::error : diag::Severity::warning;
            report.add(std::move(finding));
        }
        return address;
    }
};

} // namespace

void read_setting(std::string_view name, const yaml::Node& node, const SettingTarget& target,
                  diag::Report& report) {
    std::visit(SettingReader{name, node, report}, target);
}

} // namespace renkei::server
