// The notice that a document is withdrawn, for receivers of files: a small JSON file without content.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::outbox {

constexpr std::string_view notice_media_type = "application/json";

struct WithdrawalNotice {
    std::string document{};    // id
    std::uint32_t version = 0; // of the withdrawal
    std::string delivery{};    // by which the document was given last; empty: unknown
    std::vector<std::string>
        deliveries{};       // that one, and all others that brought a version or may have brought one
    std::string known_as{}; // Location at the receiver, or the file name; empty: unknown
};
// {"status":"withdrawn","document":…,"version":…,"delivery":…,"deliveries":[…],"known_as":…}, a line of its
// own
std::string to_json(const WithdrawalNotice& notice);
// "NAME.withdrawn.json" beside the file that was given, else of the document's id. A name from a URL is no
// file's.
std::string file_name_of(const WithdrawalNotice& notice);

} // namespace renkei::outbox
