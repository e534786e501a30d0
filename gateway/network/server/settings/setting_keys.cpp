#include "gateway/network/server/settings/setting_keys.h"

#include "gateway/network/http/address.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::uint64_t day_ms = 24ULL * 3'600'000;
constexpr std::uint64_t gibibyte = 1ULL << 30;

bool is_base(std::string_view text) {
    const bool is_url = text.starts_with("https://") || text.starts_with("http://");
    return text.empty() ||
           (is_url && text.find_first_of(" \t\"?#") == std::string_view::npos && !text.ends_with('/'));
}

bool is_node(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_header(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// A Unix socket's name must fit into sockaddr_un.
bool is_socket(std::string_view text) { return text.empty() || (text.front() == '/' && text.size() < 108); }

bool is_group_name(std::string_view text) { return text.find_first_of(": \t/") == std::string_view::npos; }

bool is_anything(std::string_view) { return true; }

SettingTarget integer_target(auto& value, std::uint64_t least, std::uint64_t most) {
    return IntegerSetting{&value, least, most};
}
SettingTarget text_target(std::string& value, std::string_view expected, bool (*fits)(std::string_view)) {
    return TextSetting{&value, expected, fits};
}
SettingTarget address_target(http::Address& value, AddressScope scope) {
    return AddressSetting{&value, scope};
}
SettingTarget address_target(std::optional<http::Address>& value, AddressScope scope) {
    return OptionalAddressSetting{&value, scope};
}
SettingTarget optional_path_target(std::filesystem::path& value) { return PathSetting{&value, Required::no}; }

constexpr SettingKey keys[] = {
    {"base", [](Settings& s) { return text_target(s.http.base, "https://HOST[:PORT][/PATH]", is_base); }},
    {"name", [](Settings& s) { return text_target(s.http.name, "TEXT", is_anything); }},

    {"listen.tls", [](Settings& s) { return address_target(s.http.listen, AddressScope::anywhere); }},
    {"listen.tls12", [](Settings& s) { return address_target(s.http.listen_tls12, AddressScope::anywhere); }},
    {"listen.plain",
     [](Settings& s) { return address_target(s.http.listen_plain, AddressScope::only_loopback); }},
    {"listen.proxied",
     [](Settings& s) { return address_target(s.http.listen_proxied, AddressScope::only_loopback); }},
    {"listen.proxied_socket",
     [](Settings& s) { return text_target(s.http.proxied_socket, "/PATH (< 108)", is_socket); }},
    {"listen.proxied_group",
     [](Settings& s) { return text_target(s.http.proxied_group, "GROUP", is_group_name); }},
    {"listen.proxied_header",
     [](Settings& s) { return text_target(s.http.proxied_header, "[A-Za-z0-9-]+", is_header); }},
    {"listen.management",
     [](Settings& s) { return address_target(s.http.management, AddressScope::better_loopback); }},

    {"tls.certificate",
     [](Settings& s) -> SettingTarget { return PathSetting{&s.http.credentials.certificate}; }},
    {"tls.key", [](Settings& s) -> SettingTarget { return PathSetting{&s.http.credentials.key}; }},
    {"tls.client_certificate", [](Settings& s) { return optional_path_target(s.client_certificate); }},
    {"tls.client_key", [](Settings& s) { return optional_path_target(s.client_key); }},
    {"tls.authorities",
     [](Settings& s) -> SettingTarget { return PathSetting{&s.http.credentials.authorities}; }},
    {"tls.revocations",
     [](Settings& s) -> SettingTarget { return PathListSetting{&s.http.trust.revocations}; }},

    {"keys.master", [](Settings& s) -> SettingTarget { return PathSetting{&s.master_key}; }},

    {"store.file", [](Settings& s) -> SettingTarget { return PathSetting{&s.store.file}; }},
    {"store.postgres",
     [](Settings& s) { return text_target(s.store.connection, "host=… dbname=…", is_anything); }},
    {"store.network_file_system",
     [](Settings& s) -> SettingTarget { return BooleanSetting{&s.store.network_file_system}; }},
    {"store.audit_spool", [](Settings& s) -> SettingTarget { return BooleanSetting{&s.store.audit_spool}; }},
    {"store.node", [](Settings& s) { return text_target(s.store.node, "[a-z0-9-]{1,64}", is_node); }},
    {"store.readers", [](Settings& s) { return integer_target(s.store.readers, 1, 256); }},
    {"store.batch", [](Settings& s) { return integer_target(s.store.batch, 1, 10'000); }},
    {"store.queue", [](Settings& s) { return integer_target(s.store.queue, 1, 1'000'000); }},
    {"store.body_bytes", [](Settings& s) { return integer_target(s.store.max_body, 1024, gibibyte); }},

    {"limits.connections", [](Settings& s) { return integer_target(s.http.limits.connections, 1, 100'000); }},
    {"limits.connections_per_address",
     [](Settings& s) { return integer_target(s.http.limits.connections_per_address, 1, 100'000); }},
    {"limits.handshakes", [](Settings& s) { return integer_target(s.http.limits.handshakes, 1, 100'000); }},
    {"limits.handshakes_per_address",
     [](Settings& s) { return integer_target(s.http.limits.handshakes_per_address, 1, 100'000); }},
    {"limits.handshake_seconds",
     [](Settings& s) { return integer_target(s.http.limits.handshake_seconds, 1, 3600); }},
    {"limits.connections_per_peer",
     [](Settings& s) { return integer_target(s.http.limits.connections_per_peer, 1, 100'000); }},
    {"limits.requests_per_second",
     [](Settings& s) -> SettingTarget {
         return NumberSetting{&s.http.limits.requests_per_second, 0.01, 1e6};
     }},
    {"limits.idle_seconds", [](Settings& s) { return integer_target(s.http.limits.idle_seconds, 1, 3600); }},
    {"limits.header_seconds",
     [](Settings& s) { return integer_target(s.http.limits.header_seconds, 1, 3600); }},
    {"limits.body_seconds", [](Settings& s) { return integer_target(s.http.limits.body_seconds, 1, 3600); }},
    {"limits.header_fields",
     [](Settings& s) { return integer_target(s.http.limits.header_fields, 10, 10'000); }},
    {"limits.header_bytes",
     [](Settings& s) { return integer_target(s.http.limits.header_bytes, 1024, 1U << 20); }},
    {"limits.body_bytes",
     [](Settings& s) { return integer_target(s.http.limits.body_bytes, 1024, gibibyte); }},
    {"limits.decompression_ratio",
     [](Settings& s) { return integer_target(s.http.limits.decompression_ratio, 10, 10'000); }},
    {"limits.memory_bytes",
     [](Settings& s) { return integer_target(s.http.limits.memory_bytes, 0, 1024 * gibibyte); }},
    {"limits.memory_per_peer_bytes",
     [](Settings& s) { return integer_target(s.http.limits.memory_per_peer_bytes, 0, 1024 * gibibyte); }},
    {"limits.spool_bytes",
     [](Settings& s) { return integer_target(s.http.limits.spool_bytes, 0, 1024 * gibibyte); }},
    {"limits.spool_folder", [](Settings& s) { return optional_path_target(s.http.spool); }},
    {"limits.workers", [](Settings& s) { return integer_target(s.workers, 0, 1024); }},
    {"limits.worker_wait_ms", [](Settings& s) { return integer_target(s.worker_wait_ms, 0, 60'000); }},
    {"limits.documents_per_file",
     [](Settings& s) { return integer_target(s.documents.documents, 1, 1'000'000); }},
    {"limits.losses", [](Settings& s) { return integer_target(s.documents.losses, 0, 1'000'000); }},
    {"limits.validate_entries",
     [](Settings& s) { return integer_target(s.documents.validate_entries, 1, 10'000'000); }},
    {"limits.validate_seconds",
     [](Settings& s) { return integer_target(s.documents.validate_seconds, 1, 3600); }},
    {"limits.validate", [](Settings& s) -> SettingTarget { return BooleanSetting{&s.documents.validate}; }},

    {"delivery.threads", [](Settings& s) { return integer_target(s.delivery_threads, 1, 256); }},
    {"delivery.per_peer", [](Settings& s) { return integer_target(s.schedule.per_peer, 1, 256); }},
    {"delivery.initial_backoff_ms",
     [](Settings& s) { return integer_target(s.schedule.initial_backoff_ms, 1, day_ms); }},
    {"delivery.max_backoff_ms",
     [](Settings& s) { return integer_target(s.schedule.max_backoff_ms, 1, 7 * day_ms); }},
    {"delivery.expire_ms",
     [](Settings& s) { return integer_target(s.schedule.expire_ms, 1000, 365 * day_ms); }},
    {"delivery.lease_ms", [](Settings& s) { return integer_target(s.schedule.lease_ms, 1000, day_ms); }},

    {"folders", [](Settings& s) -> SettingTarget { return FoldersSetting{&s.folders}; }},
    {"audit_forward", [](Settings& s) -> SettingTarget { return AuditForwardSetting{&s.audit_forward}; }},
    {"mappings", [](Settings& s) { return optional_path_target(s.mappings); }},
    {"conversion.values", [](Settings& s) { return optional_path_target(s.values); }},
    {"sharing.enabled", [](Settings& s) -> SettingTarget { return BooleanSetting{&s.sharing}; }},
    {"sharing.office_entry", [](Settings& s) -> SettingTarget { return BooleanSetting{&s.office_entry}; }},
    {"sharing.emergency", [](Settings& s) -> SettingTarget { return BooleanSetting{&s.emergency}; }},
    {"tokens.audience",
     [](Settings& s) { return text_target(s.tokens.audience, "https://HOST[:PORT][/PATH]", is_base); }},
    {"tokens.max_seconds", [](Settings& s) { return integer_target(s.tokens.max_seconds, 1, 86'400); }},
    {"retention_days", [](Settings& s) { return integer_target(s.retention_days, 0, 36'500); }},
};

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out + "\"";
}

// Empty texts and such with marks of YAML stand in quotes.
std::string as_scalar(std::string_view text) {
    constexpr std::string_view marks = "\"'#{}[],&*!|>%@`=";
    return text.empty() || text.find_first_of(marks) != std::string_view::npos ? quoted(text)
                                                                               : std::string(text);
}

struct SettingText {
    std::string operator()(const IntegerSetting& whole) const {
        return std::visit([](const auto* value) { return std::to_string(*value); }, whole.value);
    }
    std::string operator()(const NumberSetting& real) const { return fmt::format("{}", *real.value); }
    std::string operator()(const BooleanSetting& truth) const { return *truth.value ? "true" : "false"; }
    std::string operator()(const TextSetting& line) const { return as_scalar(*line.value); }
    std::string operator()(const AddressSetting& place) const { return as_scalar(to_text(*place.value)); }
    std::string operator()(const OptionalAddressSetting& place) const {
        return as_scalar(*place.value ? to_text(**place.value) : std::string());
    }
    std::string operator()(const PathSetting& file) const { return as_scalar(file.value->string()); }
    std::string operator()(const PathListSetting& files) const {
        std::string out;
        for (const std::filesystem::path& file : *files.value) {
            out += (out.empty() ? "" : ", ") + as_scalar(file.string());
        }
        return "[" + out + "]";
    }
    std::string operator()(const FoldersSetting& folders) const {
        std::string out;
        for (const FolderSetting& one : *folders.value) {
            out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", one.peer, as_scalar(one.folder.string()));
        }
        return "{" + out + "}";
    }
    std::string operator()(const AuditForwardSetting& targets) const {
        std::string out;
        for (const auditforward::Target& one : *targets.value) {
            out += fmt::format("{}{{name: {}, url: {}, batch: {}}}", out.empty() ? "" : ", ", one.name,
                               as_scalar(one.url), one.batch);
        }
        return "[" + out + "]";
    }
};

} // namespace

std::span<const SettingKey> setting_keys() { return keys; }

std::string to_text(const SettingTarget& target) { return std::visit(SettingText{}, target); }

} // namespace renkei::server
