#include "gateway/network/server/settings/settings.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/form/tables.h"
#include "gateway/network/http/address.h"
#include "gateway/network/server/settings/setting_reader.h"
#include "generated/messages/server.h"
#include "generated/messages/yaml.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

bool is_group(std::string_view name) {
    return std::ranges::any_of(
        setting_keys(), [&](const SettingKey& key) { return key.name.starts_with(std::string(name) + "."); });
}

// What may stand directly in this group; "" is the file itself.
std::vector<std::string_view> names_in(std::string_view group) {
    std::vector<std::string_view> out;
    for (const SettingKey& key : setting_keys()) {
        const std::size_t dot = key.name.find('.');
        const bool inside = dot != std::string_view::npos && key.name.substr(0, dot) == group;
        const std::string_view name = inside          ? key.name.substr(dot + 1)
                                      : group.empty() ? key.name.substr(0, dot)
                                                      : std::string_view();
        if (!name.empty() && std::ranges::find(out, name) == out.end()) {
            out.push_back(name);
        }
    }
    return out;
}

std::string full_name(std::string_view group, std::string_view name) {
    return group.empty() ? std::string(name) : std::string(group) + "." + std::string(name);
}

std::string known_names(std::string_view group) {
    return fmt::format("{}", fmt::join(names_in(group), ", "));
}

// A setting or a group, in whatever place it stands; empty: none is near.
std::string nearest_setting(std::string_view wrong) {
    std::vector<std::string_view> names = names_in("");
    std::ranges::transform(setting_keys(), std::back_inserter(names), &SettingKey::name);
    return form::nearest(wrong, names);
}

// All keys of a block begin in the column in which the block begins.
diag::Where place_of_key(const yaml::Node& map, std::size_t index) {
    diag::Where where = map.where();
    where.line = map.key_lines[index];
    return where;
}

struct SettingsReading {
    Settings& settings;
    diag::Report& report;

    void group(std::string_view group, const yaml::Node& node) {
        if (node.kind == yaml::NodeKind::scalar && node.plain && node.text.empty()) {
            return; // a heading with nothing under it: all defaults
        }
        if (node.kind != yaml::NodeKind::map) {
            report.add(
                message::config_wrong, node.where(),
                {group, known_names(group) + ": …", node.kind == yaml::NodeKind::list ? "[…]" : node.text});
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            entry(group, node, i);
        }
    }

    void entry(std::string_view group_name, const yaml::Node& node, std::size_t index) {
        const std::string name = full_name(group_name, node.keys[index]);
        if (group_name.empty() && is_group(name)) {
            group(name, node.children[index]);
            return;
        }
        const auto key = std::ranges::find(setting_keys(), name, &SettingKey::name);
        if (key == setting_keys().end()) {
            report.add(message::config_key_unknown, place_of_key(node, index),
                       {name, known_names(group_name), nearest_setting(name)});
            return;
        }
        read_setting(name, node.children[index], key->target(settings), report);
    }
};

// One store: a file or PostgreSQL.
void choose_store(const yaml::Node& root, Settings& settings, diag::Report& report) {
    settings.store.engine =
        settings.store.connection.empty() ? store::Engine::sqlite : store::Engine::postgres;
    const yaml::Node* const group = root.kind == yaml::NodeKind::map ? root.get("store") : nullptr;
    const yaml::Node* const file =
        group != nullptr && group->kind == yaml::NodeKind::map ? group->get("file") : nullptr;
    if (settings.store.engine == store::Engine::postgres && file != nullptr) {
        report.add(message::config_wrong, file->where(), {"store", "file | postgres", "file + postgres"});
    }
}

// A reverse proxy is reached at another address than this gateway, and "all addresses" is none, so only
// people can say what stands in Location and links. The Host header is written by the caller and is never
// used.
std::string asker_for_base(const http::Settings& http) {
    if (http::is_wildcard(http.listen)) {
        return "listen.tls: " + http::to_text(http.listen);
    }
    if (http.listen_tls12 && http::is_wildcard(*http.listen_tls12)) {
        return "listen.tls12: " + http::to_text(*http.listen_tls12);
    }
    return http.listen_proxied           ? "listen.proxied"
           : http.proxied_socket.empty() ? ""
                                         : "listen.proxied_socket";
}

void check_base(const Settings& settings, diag::Report& report) {
    const std::string asker = asker_for_base(settings.http);
    if (!asker.empty() && settings.http.base.empty()) {
        report.add(message::config_missing, {.file = settings.file.string()}, {"base", asker});
    }
}

// As callers see it; a listener on port 0 gets its number after the store is opened.
std::string fhir_base_of(const http::Settings& http) {
    return (http.base.empty() ? "https://" + http::to_text(http.listen) : http.base) + "/fhir";
}

void resolve(std::filesystem::path& path, const std::filesystem::path& folder) {
    if (!path.empty()) {
        path = (folder / path).lexically_normal();
    }
}

void resolve_paths(Settings& settings, const std::filesystem::path& folder) {
    for (const SettingKey& key : setting_keys()) {
        const SettingTarget target = key.target(settings);
        if (const auto* const file = std::get_if<PathSetting>(&target)) {
            resolve(*file->value, folder);
        }
        if (const auto* const files = std::get_if<PathListSetting>(&target)) {
            std::ranges::for_each(*files->value, [&](std::filesystem::path& path) { resolve(path, folder); });
        }
        if (const auto* const folders = std::get_if<FoldersSetting>(&target)) {
            std::ranges::for_each(*folders->value, [&](FolderSetting& one) { resolve(one.folder, folder); });
        }
    }
    settings.http.trust.authorities = settings.http.credentials.authorities;
}

// If two peers shared a folder, a file in it would be taken as one peer's or the other's, by chance.
void check_folders(const yaml::Node& root, const Settings& settings, diag::Report& report) {
    const auto place = [](const FolderSetting& one) {
        return one.folder.has_filename() ? one.folder : one.folder.parent_path();
    };
    for (auto one = settings.folders.begin(); one != settings.folders.end(); ++one) {
        const auto same = std::ranges::find(settings.folders.begin(), one, place(*one), place);
        if (same != one) {
            const yaml::Node& node =
                root.get("folders")->children[static_cast<std::size_t>(one - settings.folders.begin())];
            report.add(message::config_wrong, node.where(),
                       {"folders." + one->peer, "PATH ≠ folders." + same->peer, node.text});
        }
    }
}

// A folder on disk that the gateway's user may write to: /tmp is memory on many machines.
std::filesystem::path default_spool(const store::StoreSettings& store) {
    return store.engine == store::Engine::sqlite ? store.file.parent_path()
                                                 : std::filesystem::path("/var/tmp");
}

const diag::Finding& first_error(const diag::Report& report) {
    return report.findings().front(); // they come first
}

// Nothing but comments is a file, too.
diag::Result<yaml::Node> read_tree(const std::filesystem::path& file, yaml::Files& files) {
    TRY(const std::string text, base::read_file(file));
    diag::Result<yaml::Node> root = yaml::read(text, file.string(), files, {});
    if (!root && root.error().message == message::yaml_empty) {
        yaml::Node nothing;
        nothing.plain = true;
        return nothing;
    }
    return root;
}

} // namespace

diag::Result<Settings> read_settings(const std::filesystem::path& file, diag::Report& report) {
    yaml::Files files;
    const diag::Result<yaml::Node> root = read_tree(file, files);
    if (!root) {
        report.add(root.error());
        return tl::make_unexpected(root.error());
    }
    Settings settings;
    settings.file = file;
    SettingsReading{settings, report}.group("", *root);
    choose_store(*root, settings, report);
    if (!report.at_least(diag::Severity::error)) {
        check_base(settings, report);
    }
    if (report.at_least(diag::Severity::error)) {
        return tl::make_unexpected(first_error(report));
    }
    resolve_paths(settings, std::filesystem::absolute(file).parent_path());
    check_folders(*root, settings, report);
    if (report.at_least(diag::Severity::error)) {
        return tl::make_unexpected(first_error(report));
    }
    if (settings.http.spool.empty()) {
        settings.http.spool = default_spool(settings.store);
    }
    settings.store.base = fhir_base_of(settings.http);
    return settings;
}

} // namespace renkei::server
