#include "gateway/forms/transfer/transfer_refusal.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::transfer {
namespace {

// What says that the document is not carried; null: nothing.
const TransferTest* refused_by(const Transfer& transfer, Direction way, const record::Record& record) {
    const auto found = std::ranges::find_if(transfer.refused, [&](const TransferTest& test) {
        return test.way == way && holds(std::span(&test, 1), way, record, record.root());
    });
    return found == transfer.refused.end() ? nullptr : &*found;
}

} // namespace

diag::Result<void> check_carried(const Transfer& transfer, Direction way, const CarriedFrom& from) {
    const TransferTest* const why = refused_by(transfer, way, from.record);
    if (why == nullptr) {
        return {};
    }
    const form::Form& source = transfer.from(way);
    const form::Form& target = transfer.to(way);
    const form::Item& item = source.items()[why->item];
    const record::Row& root = from.record.root();
    const record::ItemValue& value = from.record.value(root, item);
    return diag::fail(diag::message::transfer_refused,
                      from.places({root, why->item, root.group, value.offset}),
                      {std::string(source.text(item.name)),
                       std::string(form::text_of_code(source, item.list, value.text())),
                       std::string(target.text(target.about().title))});
}

} // namespace renkei::transfer
