#include "gateway/forms/form/form.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/transfer/transfer.h"
#include "generated/messages/forms.h"

namespace renkei::transfer {
namespace {

struct ConditionReader {
    const Transfer& transfer;
    const ConditionRows condition_rows;
    const TransferContext& context;
    diag::Report& report;
    std::vector<TransferTest> out{};

    void read(const yaml::Node& node) {
        if (node.kind == yaml::NodeKind::list) {
            for (const yaml::Node& each : node.children) {
                read(each);
            }
        } else if (form::has_known_keys(node, form::keys::transfer_condition, report)) {
            const yaml::Node* const empty = node.get("empty");
            empty != nullptr&& node.keys.size() == 1 ? read_empty(*empty) : read_test(node);
        }
    }

    std::vector<TransferTest> take() { return std::move(out); }

    void read_test(const yaml::Node& node) {
        const Direction way = node.get("ours") == nullptr ? Direction::in : Direction::out;
        const std::string_view key = way == Direction::in ? "item" : "ours";
        const bool is_named =
            form::has_key(node, key, report) &&
            form::check_value(*node.get(key), form::key_of(form::keys::transfer_condition, key), report);
        if (!is_named || !has_keys_that_fit(node)) {
            return;
        }
        const yaml::Node* const id = node.get(key);
        const Form& form = transfer.from(way);
        const std::optional<form::ItemId> found = read_item(form, *id, report);
        if (!found) {
            return;
        }
        check_rows(form, *found, way == Direction::in ? condition_rows.foreign : condition_rows.ours, *id);
        const yaml::Node* const is = node.get("is");
        TransferTest test{.way = way, .item = *found, .is_wanted = is != nullptr};
        if (const yaml::Node* const reads = node.get("reads")) {
            test.wording = read_wording(form, *found, *reads, context.wordings, report);
        }
        const yaml::Node* const values = is != nullptr ? is : node.get("not");
        const yaml::Node* const like = node.get("like");
        if (const yaml::Node* const unlike = node.get("unlike"); like != nullptr || unlike != nullptr) {
            test.is_wanted = like != nullptr;
            read_pattern(like != nullptr ? *like : *unlike, test);
        } else if (const yaml::Node* const until = node.get("until")) {
            test.until = read_item(form, *until, report);
            check_rows(form, test.until.value_or(*found), form::document_group, *until);
        } else if (values == nullptr) {
            test.values.emplace_back(); // anything but no value
        } else {
            for (const yaml::Node& value : values->children) {
                check_asked(test, form, value);
                test.values.push_back(value.text);
            }
        }
        out.push_back(std::move(test));
    }

    bool has_keys_that_fit(const yaml::Node& node) {
        const yaml::Node* const is = node.get("is");
        const yaml::Node* const values = is != nullptr ? is : node.get("not");
        const bool is_list = values == nullptr || values->kind == yaml::NodeKind::list;
        const bool has_reads = node.get("reads") != nullptr && values != nullptr;
        const bool has_values = values != nullptr || node.get("like") != nullptr ||
                                node.get("unlike") != nullptr || node.get("until") != nullptr;
        const bool fits = is_list && node.keys.size() == (has_reads ? 3U : has_values ? 2U : 1U);
        if (!fits) {
            form::report_wrong(
                node,
                "{item | ours: ID, reads: wording, is | not: [values]} | {item | ours: ID, "
                "like | unlike: RE2} | {item | ours: ID, until: ID} | {item | ours: ID} | {empty: ID}",
                report);
        }
        return fits;
    }

    void check_rows(const Form& form, form::ItemId item, form::GroupId rows, const yaml::Node& node) {
        const form::GroupId asked = form.items()[item].group;
        if (asked != form::document_group && asked != rows) {
            form::report_wrong(node, "item of the same row, or of the document", report);
        }
    }

    void read_pattern(const yaml::Node& like, TransferTest& test) {
        if (const std::string error = form::TextPattern::error_of(like.text); !error.empty()) {
            report.add(diag::message::value_wrong, like.where(), {like.text, "RE2 (" + error + ")"});
            return;
        }
        test.like = std::make_shared<const form::TextPattern>(like.text);
    }

    void check_asked(const TransferTest& test, const Form& form, const yaml::Node& value) {
        test.wording == nullptr ? check_value(form, test.item, value.text, value, report)
                                : check_reading(*test.wording, value, report);
    }

    // Of the foreign document an item of the same row or of the document, or a group.
    void read_empty(const yaml::Node& node) {
        TransferTest test{.item = {}, .values = {std::string()}};
        if (const std::optional<form::GroupId> rows = transfer.foreign->group(node.text)) {
            test.without = *rows;
        } else if (const std::optional<form::ItemId> found = read_item(*transfer.foreign, node, report)) {
            check_rows(*transfer.foreign, *found, condition_rows.foreign, node);
            test.item = *found;
        } else {
            return;
        }
        out.push_back(std::move(test));
    }
};

} // namespace

std::vector<TransferTest> read_conditions(const yaml::Node& node, const Transfer& transfer,
                                          ConditionRows rows, const TransferContext& context,
                                          diag::Report& report) {
    ConditionReader reader{transfer, rows, context, report};
    reader.read(node);
    return reader.take();
}

} // namespace renkei::transfer
