#include "gateway/forms/service/transfer_refusal.h"

#include "gateway/forms/service/transfer_rows.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::service {
namespace {

// What says that the document is not carried; null: nothing.
const mapping::TransferTest* refused_by(const mapping::Transfer& transfer, mapping::Direction way,
                                        const model::Record& record) {
    const auto found = std::ranges::find_if(transfer.refused, [&](const mapping::TransferTest& test) {
        return test.way == way && holds(std::span(&test, 1), way, record, record.root());
    });
    return found == transfer.refused.end() ? nullptr : &*found;
}

} // namespace

diag::Result<void> check_carried(const mapping::Transfer& transfer, mapping::Direction way,
                                 const CarriedFrom& from) {
    const mapping::TransferTest* const why = refused_by(transfer, way, from.record);
    if (why == nullptr) {
        return {};
    }
    const model::Form& source = transfer.from(way);
    const model::Form& target = transfer.to(way);
    const model::Item& item = source.items()[why->item];
    const model::Row& root = from.record.root();
    const model::ItemValue& value = from.record.value(root, item);
    const std::string_view code = value.text();
    const std::string_view shown = mapping::display_of(source, item, code);
    return diag::fail(diag::message::transfer_refused,
                      from.places({root, why->item, root.group, value.offset}),
                      {std::string(source.text(item.name)), std::string(shown.empty() ? code : shown),
                       std::string(target.text(target.about().title))});
}

} // namespace renkei::service
