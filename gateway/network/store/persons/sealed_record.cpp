#include "gateway/network/store/persons/sealed_record.h"

#include "gateway/network/seal/sealed.h"

namespace renkei::store {
namespace {

// No two records share a key.
seal::Hash record_key(const seal::Hash& answers, const RecordPlace& place) {
    return seal::keyed_hash(answers, {"person-record", seal::bytes_of(place.person), place.id});
}

} // namespace

diag::Result<std::string> seal_record(const seal::Hash& answers, const RecordPlace& place,
                                      std::string_view text) {
    return seal::seal(record_key(answers, place), text, place.kind);
}

diag::Result<std::string> open_record(const seal::Hash& answers, const RecordPlace& place,
                                      std::string_view sealed) {
    constexpr std::size_t longest = 1U << 20; // a consent may name many kinds and receivers
    return seal::open(record_key(answers, place), sealed, place.kind, longest);
}

} // namespace renkei::store
