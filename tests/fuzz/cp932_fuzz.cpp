// Any bytes: decoding and encoding never crash, stay within their room, give well-formed text, and settle
// after one round.
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"

#include "tests/fuzz/target.h"

#include <cstdlib>

namespace renkei::fuzz::cp932_fuzz {
namespace {

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

std::string decoded(std::string_view bytes) {
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(bytes, out, notes);
    require(text::is_utf8(out) && out.size() <= text::decoded_room(bytes.size()));
    for (const text::DecodeNote& note : notes) {
        require(note.at < bytes.size());
    }
    return out;
}

std::string encoded(std::string_view utf8) {
    std::string out;
    std::vector<text::EncodeNote> notes;
    text::encode_cp932(utf8, out, notes);
    for (const text::EncodeNote& note : notes) {
        require(note.at < utf8.size());
    }
    return out;
}

} // namespace

FUZZ_TARGET(cp932)(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string once = decoded(encoded(decoded(bytes)));
    require(decoded(encoded(once)) == once);
    const std::string as_utf8 = decoded(encoded(bytes));
    require(decoded(encoded(as_utf8)) == as_utf8);
    require(text::count_characters(once) <= text::count_code_points(once));
    text::guess_encoding(bytes);
    text::widen_kana(text::narrow_ascii(bytes));
    return 0;
}

} // namespace renkei::fuzz::cp932_fuzz
