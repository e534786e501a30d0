#include "gateway/network/ledger/plain_records.h"

#include "gateway/network/ledger/enter_record.h"
#include "generated/messages/ledger.h"

namespace renkei::ledger {

using store::PlainRecord;

template <>
struct Kind<PlainRecord> {
    static constexpr auto list = &store::PersonRecords::plain;
    static constexpr diag::Message unknown = message::ledger_record_unknown;
    static constexpr auto organisation = &PlainRecord::office;
    static std::string query(const PlainRecord& it) { return it.query; }
    static diag::Result<void> check_open(const PlainRecord&, const Act<PlainRecord>&) { return {}; }
    static diag::Result<void> check(const PlainRecord&, const store::PersonRecords&, base::Millis) {
        return {};
    }
    static diag::Result<void> check_among(const PlainRecord&, const store::PersonRecords& records) {
        const auto& all = records.plain;
        return all.size() < max_records
                   ? diag::Result<void>()
                   : diag::fail(message::records_too_many, {}, {std::to_string(all.size())});
    }
};
template diag::Result<PlainRecord> change(store::Store&, const Act<PlainRecord>&, const seal::Hash&,
                                          std::string_view, const Make<PlainRecord>&, PeerChange*);

diag::Result<PlainRecord> enter_plain(store::Store& store, const Act<PlainRecord>& act,
                                      const Subject& subject, const Make<PlainRecord>& make,
                                      PeerChange* peer) {
    return write_record<PlainRecord>(store, act, subject, {}, make, peer);
}

} // namespace renkei::ledger
