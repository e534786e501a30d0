#include "gateway/server/setting_keys.h"

#include "gateway/http/address.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::uint64_t day_ms = 24ULL * 3'600'000;
constexpr std::uint64_t gibibyte = 1ULL << 30;

bool is_base(std::string_view text) {
    const bool is_url = text.starts_with("https://") || text.starts_with("http://");
    return text.empty() || (is_url && text.find_first_of(" \t\"?#") == std::string_view::npos && !text.ends_with('/'));
}

bool is_node(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_header(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// A Unix socket's name must fit into sockaddr_un.
bool is_socket(std::string_view text) { return text.empty() || (text.front() == '/' && text.size() < 108); }

bool is_group_name(std::string_view text) { return text.find_first_of(": \t/") == std::string_view::npos; }

bool is_anything(std::string_view) { return true; }

constexpr Key keys[] = {
    {"base", [](Settings& s) -> Slot { return Line{&s.http.base, "https://HOST[:PORT][/PATH]", is_base}; }},

    {"listen.tls", [](Settings& s) -> Slot { return Place{&s.http.listen, Reach::anywhere}; }},
    {"listen.tls12", [](Settings& s) -> Slot { return MaybePlace{&s.http.listen_tls12, Reach::anywhere}; }},
    {"listen.plain", [](Settings& s) -> Slot { return MaybePlace{&s.http.listen_plain, Reach::only_loopback}; }},
    {"listen.proxied", [](Settings& s) -> Slot { return MaybePlace{&s.http.listen_proxied, Reach::only_loopback}; }},
    {"listen.proxied_socket", [](Settings& s) -> Slot { return Line{&s.http.proxied_socket, "/PATH (< 108)", is_socket}; }},
    {"listen.proxied_group", [](Settings& s) -> Slot { return Line{&s.http.proxied_group, "GROUP", is_group_name}; }},
    {"listen.proxied_header", [](Settings& s) -> Slot { return Line{&s.http.proxied_header, "[A-Za-z0-9-]+", is_header}; }},
    {"listen.management", [](Settings& s) -> Slot { return Place{&s.http.management, Reach::better_loopback}; }},

    {"tls.certificate", [](Settings& s) -> Slot { return FileName{&s.http.own.certificate}; }},
    {"tls.key", [](Settings& s) -> Slot { return FileName{&s.http.own.key}; }},
    {"tls.client_certificate", [](Settings& s) -> Slot { return FileName{&s.client_certificate, Must::no}; }},
    {"tls.client_key", [](Settings& s) -> Slot { return FileName{&s.client_key, Must::no}; }},
    {"tls.authorities", [](Settings& s) -> Slot { return FileName{&s.http.own.authorities}; }},
    {"tls.revocations", [](Settings& s) -> Slot { return FileNames{&s.http.trust.revocations}; }},

    {"keys.master", [](Settings& s) -> Slot { return FileName{&s.master_key}; }},

    {"store.file", [](Settings& s) -> Slot { return FileName{&s.store.file}; }},
    {"store.postgres", [](Settings& s) -> Slot { return Line{&s.store.connection, "host=… dbname=…", is_anything}; }},
    {"store.journal", [](Settings& s) -> Slot { return Truth{&s.store.journal}; }},
    {"store.node", [](Settings& s) -> Slot { return Line{&s.store.node, "[a-z0-9-]{1,64}", is_node}; }},
    {"store.readers", [](Settings& s) -> Slot { return Whole{&s.store.readers, 1, 256}; }},
    {"store.batch", [](Settings& s) -> Slot { return Whole{&s.store.batch, 1, 10'000}; }},
    {"store.queue", [](Settings& s) -> Slot { return Whole{&s.store.queue, 1, 1'000'000}; }},
    {"store.body_bytes", [](Settings& s) -> Slot { return Whole{&s.store.max_body, 1024, gibibyte}; }},

    {"limits.connections", [](Settings& s) -> Slot { return Whole{&s.http.limits.connections, 1, 100'000}; }},
    {"limits.connections_per_address", [](Settings& s) -> Slot { return Whole{&s.http.limits.connections_per_address, 1, 100'000}; }},
    {"limits.handshakes", [](Settings& s) -> Slot { return Whole{&s.http.limits.handshakes, 1, 100'000}; }},
    {"limits.handshakes_per_address", [](Settings& s) -> Slot { return Whole{&s.http.limits.handshakes_per_address, 1, 100'000}; }},
    {"limits.handshake_seconds", [](Settings& s) -> Slot { return Whole{&s.http.limits.handshake_seconds, 1, 3600}; }},
    {"limits.connections_per_peer", [](Settings& s) -> Slot { return Whole{&s.http.limits.connections_per_peer, 1, 100'000}; }},
    {"limits.requests_per_second", [](Settings& s) -> Slot { return Real{&s.http.limits.requests_per_second, 0.01, 1e6}; }},
    {"limits.idle_seconds", [](Settings& s) -> Slot { return Whole{&s.http.limits.idle_seconds, 1, 3600}; }},
    {"limits.header_seconds", [](Settings& s) -> Slot { return Whole{&s.http.limits.header_seconds, 1, 3600}; }},
    {"limits.body_seconds", [](Settings& s) -> Slot { return Whole{&s.http.limits.body_seconds, 1, 3600}; }},
    {"limits.header_fields", [](Settings& s) -> Slot { return Whole{&s.http.limits.header_fields, 10, 10'000}; }},
    {"limits.header_bytes", [](Settings& s) -> Slot { return Whole{&s.http.limits.header_bytes, 1024, 1U << 20}; }},
    {"limits.body_bytes", [](Settings& s) -> Slot { return Whole{&s.http.limits.body_bytes, 1024, gibibyte}; }},
    {"limits.unpack_ratio", [](Settings& s) -> Slot { return Whole{&s.http.limits.unpack_ratio, 10, 10'000}; }},
    {"limits.memory_bytes", [](Settings& s) -> Slot { return Whole{&s.http.limits.memory_bytes, 0, 1024 * gibibyte}; }},
    {"limits.memory_per_peer_bytes", [](Settings& s) -> Slot { return Whole{&s.http.limits.memory_per_peer_bytes, 0, 1024 * gibibyte}; }},
    {"limits.spool_bytes", [](Settings& s) -> Slot { return Whole{&s.http.limits.spool_bytes, 0, 1024 * gibibyte}; }},
    {"limits.spool_folder", [](Settings& s) -> Slot { return FileName{&s.http.spool, Must::no}; }},
    {"limits.desks", [](Settings& s) -> Slot { return Whole{&s.desks, 0, 1024}; }},
    {"limits.desk_wait_ms", [](Settings& s) -> Slot { return Whole{&s.patience_ms, 0, 60'000}; }},
    {"limits.documents_per_file", [](Settings& s) -> Slot { return Whole{&s.documents.documents, 1, 1'000'000}; }},
    {"limits.losses", [](Settings& s) -> Slot { return Whole{&s.documents.losses, 0, 1'000'000}; }},
    {"limits.validate_entries", [](Settings& s) -> Slot { return Whole{&s.documents.validate_entries, 1, 10'000'000}; }},
    {"limits.validate_seconds", [](Settings& s) -> Slot { return Whole{&s.documents.validate_seconds, 1, 3600}; }},
    {"limits.validate", [](Settings& s) -> Slot { return Truth{&s.documents.validate}; }},

    {"delivery.threads", [](Settings& s) -> Slot { return Whole{&s.delivery_threads, 1, 256}; }},
    {"delivery.per_peer", [](Settings& s) -> Slot { return Whole{&s.schedule.per_peer, 1, 256}; }},
    {"delivery.first_wait_ms", [](Settings& s) -> Slot { return Whole{&s.schedule.first_ms, 1, day_ms}; }},
    {"delivery.longest_wait_ms", [](Settings& s) -> Slot { return Whole{&s.schedule.ceiling_ms, 1, 7 * day_ms}; }},
    {"delivery.give_up_ms", [](Settings& s) -> Slot { return Whole{&s.schedule.give_up_ms, 1000, 365 * day_ms}; }},
    {"delivery.lease_ms", [](Settings& s) -> Slot { return Whole{&s.schedule.lease_ms, 1000, day_ms}; }},

    {"folders", [](Settings& s) -> Slot { return Folders{&s.folders}; }},
    {"retention_days", [](Settings& s) -> Slot { return Whole{&s.retention_days, 0, 36'500}; }},
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
    return text.empty() || text.find_first_of(marks) != std::string_view::npos ? quoted(text) : std::string(text);
}

struct Shown {
    std::string operator()(const Whole& whole) const {
        return std::visit([](const auto* value) { return std::to_string(*value); }, whole.value);
    }
    std::string operator()(const Real& real) const { return fmt::format("{}", *real.value); }
    std::string operator()(const Truth& truth) const { return *truth.value ? "true" : "false"; }
    std::string operator()(const Line& line) const { return as_scalar(*line.value); }
    std::string operator()(const Place& place) const { return as_scalar(to_text(*place.value)); }
    std::string operator()(const MaybePlace& place) const { return as_scalar(*place.value ? to_text(**place.value) : std::string()); }
    std::string operator()(const FileName& file) const { return as_scalar(file.value->string()); }
    std::string operator()(const FileNames& files) const {
        std::string out;
        for (const std::filesystem::path& file : *files.value) {
            out += (out.empty() ? "" : ", ") + as_scalar(file.string());
        }
        return "[" + out + "]";
    }
    std::string operator()(const Folders& folders) const {
        std::string out;
        for (const WatchedFolder& one : *folders.value) {
            out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", one.peer, as_scalar(one.folder.string()));
        }
        return "{" + out + "}";
    }
};

} // namespace

std::span<const Key> setting_keys() { return keys; }

std::string to_text(const Slot& slot) { return std::visit(Shown{}, slot); }

} // namespace renkei::server
