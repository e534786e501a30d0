// What a receiver of files is told when a document that it was given was taken back: a small JSON file without content.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::exchange {

constexpr std::string_view notice_media_type = "application/json";

struct WithdrawalNotice {
    std::string document{};    // id
    std::uint32_t version = 0; // of the withdrawal
    std::string delivery{};    // by which the document was given last; empty: not told
    std::vector<std::string> deliveries{}; // that one, and all others that brought a version or may have brought one
    std::string known_as{};    // what the receiver called it, or the file's name; empty: it told none
};
// {"status":"withdrawn","document":…,"version":…,"delivery":…,"deliveries":[…],"known_as":…}, a line of its own
std::string to_json(const WithdrawalNotice& notice);
// "NAME.withdrawn.json" beside the file that was given, else of the document's id. A name from a URL is no file's.
std::string file_name_of(const WithdrawalNotice& notice);

} // namespace renkei::exchange
