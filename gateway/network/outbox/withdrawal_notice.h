// Notices about a file that was delivered, for receivers of files: small JSON files without content. The
// document is withdrawn, or another version takes the file's place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::outbox {

constexpr std::string_view notice_media_type = "application/json";

enum class NoticeKind : std::uint8_t { withdrawn, superseded };

struct WithdrawalNotice {
    NoticeKind kind = NoticeKind::withdrawn;
    std::string sender{};   // "office:9970100013": the numbers of the document's sender; empty: it has none
    std::string document{}; // id
    std::uint32_t version = 0; // of the withdrawal, or of the version that takes the file's place
    std::string delivery{};    // by which the file was given (withdrawn: last); empty: unknown
    std::vector<std::string>
        deliveries{};       // that one, and all others that brought a version or may have brought one
    std::string known_as{}; // Location at the receiver, or the file name; empty: unknown
    std::uint32_t delivered_version = 0; // that the file holds; 0: unknown
    std::string sha256{};                // of the file's bytes, in hex; empty: unknown
};
// {"status":"withdrawn","sender":…,"document":…,"version":…,"delivery":…,"deliveries":[…],"known_as":…,
// "delivered_version":…,"sha256":…}, a line of its own; what is unknown is left out
std::string to_json(const WithdrawalNotice& notice);
// "NAME.withdrawn.json" or "NAME.superseded.json" beside the file that was given, else of the document's id.
// A name from a URL is no file's.
std::string file_name_of(const WithdrawalNotice& notice);

} // namespace renkei::outbox
