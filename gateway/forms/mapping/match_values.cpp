// One value: FHIR -> canonical text. The backward half of the codecs; encode.cpp is the other.
#include "gateway/core/text/era.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/resources/dates.h"
#include "gateway/forms/mapping/match_work.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using diag::Message;
using forms::Absent;
using json::NodeId;

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A whole number as JSON writes it, or a decimal without exponent.
bool is_canonical_number(std::string_view text, forms::ItemType type) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const std::size_t dot = text.find('.');
    const std::string_view whole = text.substr(0, dot);
    if (!is_digits(whole) || (whole.size() > 1 && whole[0] == '0')) {
        return false;
    }
    return dot == std::string_view::npos ||
           (type == forms::ItemType::decimal && is_digits(text.substr(dot + 1)));
}

// How a value of this codec is written, for messages; the type is that of its item.
std::string_view canonical_form(const Hole& hole, forms::ItemType type = forms::ItemType::date) {
    if (hole.codec == Codec::plain && type != forms::ItemType::date) {
        return type == forms::ItemType::month      ? "YYYY-MM"
               : type == forms::ItemType::datetime ? "YYYY-MM-DDTHH:MM:00+09:00"
                                                   : "0, 12, 36.5";
    }
    switch (hole.codec) {
    case Codec::boolean: return "true / false";
    case Codec::number: return "0, 12, 36.5";
    case Codec::plain: return "YYYY-MM-DD";
    case Codec::time: return "HH:MM:00";
    case Codec::moment: return "YYYY-MM-DD, YYYY-MM-DDTHH:MM:00+09:00";
    case Codec::day_of_month: return "YYYY-MM-DD";
    case Codec::span: return "YYYY-MM-DDTHH:MM:00+09:00";
    default: return "text";
    }
}

} // namespace

void MatchWork::mark_bad_date(NodeId node, std::string_view expected) {
    const bool is_lacking = (*tree_)[node].is_string() && text::is_not_in_calendar(tree_->text(node));
    mark_loss(node, is_lacking ? Message::loss_not_in_calendar : Message::loss_not_canonical, expected);
}

bool MatchWork::put(std::uint16_t index, std::string_view text, NodeId node, Row& row) {
    const forms::Item& target = item(index);
    Row* place = up(&row, target.group);
    if (text.empty() || place == nullptr) {
        return true;
    }
    const forms::ItemValue& old = place->values[target.slot];
    if (!old.empty() && (old.absent != nullptr || old.text() != text)) {
        mark_loss(node, Message::loss_conflict, old.absent != nullptr ? old.absent->reason : old.text());
        return false;
    }
    record_->set(*place, target, text, (*tree_)[node].begin);
    ++reads_;
    return true;
}

bool MatchWork::put_absent(std::uint16_t index, const Absent& absent, NodeId node, Row& row) {
    const forms::Item& target = item(index);
    Row* place = up(&row, target.group);
    if (place == nullptr || !place->values[target.slot].empty()) {
        mark_loss(node, Message::loss_conflict,
                  place == nullptr ? std::string_view() : place->values[target.slot].text());
        return false;
    }
    record_->set_absent(*place, target, absent, (*tree_)[node].begin);
    ++reads_;
    return true;
}

// True: the value (or what could be read of it) is taken.
bool MatchWork::read(std::uint32_t index, NodeId node, Row& row) {
    const Hole& hole = plan_->hole(index);
    if (hole.derived) {
        derived_.push_back({index, node, &row, nullptr});
        return true;
    }
    switch (hole.codec) {
    case Codec::string:
    case Codec::form_code: return read_text(hole, node, row);
    case Codec::number: return read_number(hole, node, row);
    case Codec::plain: return read_plain(hole, node, row);
    case Codec::time: return read_time(hole, node, row);
    case Codec::moment: return read_moment(hole, node, row);
    case Codec::day_of_month: return read_day(hole, node, row);
    case Codec::span: return read_span(hole, node, row);
    case Codec::code: return read_code(hole, node, row);
    case Codec::coding:
    case Codec::codings: return read_coding(hole, node, row);
    case Codec::concept_: return read_concept(hole, node, row);
    case Codec::boolean: {
        const json::Node& value = (*tree_)[node];
        if (!value.is_boolean() || !put(plan_->parts(hole)[0].item,
                                        value.kind == json::ValueKind::true_value ? "1" : "0", node, row)) {
            if (!value.is_boolean()) {
                mark_loss(node, Message::loss_not_canonical, canonical_form(hole));
            }
            return false;
        }
        consume(node);
        return true;
    }
    case Codec::view:
    case Codec::none: break;
    }
    return false;
}

bool MatchWork::read_text(const Hole& hole, NodeId node, Row& row) {
    if (!(*tree_)[node].is_string()) {
        mark_loss(node, Message::loss_not_canonical, canonical_form(hole));
        return false;
    }
    std::string_view text = tree_->text(node);
    const std::uint16_t index = plan_->parts(hole)[0].item;
    // text of another system: kept to the byte
    const bool opaque = form_->groups()[item(index).group].kind == forms::GroupKind::carried;
    if (!opaque && text.find('\r') != std::string_view::npos) {
        std::string lines;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\r') {
                lines += text[i];
            } else if (i + 1 == text.size() || text[i + 1] != '\n') {
                lines += '\n';
            }
        }
        text = record_->arena().keep(lines);
        note(Message::loss_normalised, node, "CR", "LF", index);
    }
    const bool is_space = text.find_first_not_of(" \t\n") == std::string_view::npos &&
                          text.find("　") == std::string_view::npos;
    if (text.empty() ||
        (!opaque &&
         (is_space ||
          text::first_control(
              text)))) { // white space only is no value; control characters are no text, in FHIR as in a form
        mark_loss(node, Message::loss_not_canonical, canonical_form(hole));
        return false;
    }
    if (!put(index, text, node, row)) {
        return false;
    }
    consume(node);
    return true;
}

bool MatchWork::read_number(const Hole& hole, NodeId node, Row& row) {
    const std::uint16_t index = plan_->parts(hole)[0].item;
    if (!(*tree_)[node].is_number() || !is_canonical_number(tree_->raw(node), item(index).type)) {
        mark_loss(node, Message::loss_not_canonical, canonical_form(hole));
        return false;
    }
    if (!put(index, tree_->raw(node), node, row)) {
        return false;
    }
    consume(node);
    return true;
}

// Dates, months, moments, numbers written as text.
bool MatchWork::read_plain(const Hole& hole, NodeId node, Row& row) {
    const std::uint16_t index = plan_->parts(hole)[0].item;
    const forms::Item& target = item(index);
    std::string_view text = (*tree_)[node].is_string() ? tree_->text(node) : std::string_view();
    bool good = false;
    switch (target.type) {
    case forms::ItemType::date:
        if (text.size() > 10 && resources::is_date_time(text) &&
            resources::in_japan(text)) { // a moment where the form asks for a day
            const std::string local = *resources::in_japan(text);
            note(Message::loss_precision_cut, node, std::string(text), local.substr(0, 10), index);
            text = record_->arena().keep(std::string_view(local).substr(0, 10));
        }
        good = target.is(forms::partial) ? resources::is_date(text) : resources::is_full_date(text);
        break;
    case forms::ItemType::month:
        if (resources::is_full_date(text.substr(0, 10)) && resources::is_date_time(text)) {
            note(Message::loss_precision_cut, node, std::string(text), std::string(text.substr(0, 7)), index);
            text = text.substr(0, 7);
        }
        good = text.size() == 7 && resources::is_date(text);
        break;
    case forms::ItemType::datetime: {
        const auto local = resources::is_instant(text) || resources::is_date_time(text)
                               ? resources::in_japan(text)
                               : std::nullopt;
        good = local && local->size() >= 25;
        if (good && (*local != text || local->size() != 25)) {
            const std::string whole = local->substr(0, 19) + std::string(resources::japan_zone);
            note(local->size() != 25 ? Message::loss_precision_cut : Message::loss_zone_normalised, node,
                 std::string(text), whole, index);
            text = record_->arena().keep(whole);
        }
        break;
    }
    default: good = is_canonical_number(text, target.type); break;
    }
    if (!good) {
        const bool is_date = target.type == forms::ItemType::date || target.type == forms::ItemType::month ||
                             target.type == forms::ItemType::datetime;
        if (is_date) {
            mark_bad_date(node, canonical_form(hole, target.type));
        } else {
            mark_loss(node, Message::loss_not_canonical, canonical_form(hole, target.type));
        }
        return false;
    }
    if (!put(index, text, node, row)) {
        return false;
    }
    consume(node);
    return true;
}

bool MatchWork::read_time(const Hole& hole, NodeId node, Row& row) {
    const std::string_view text = (*tree_)[node].is_string() ? tree_->text(node) : std::string_view();
    const std::uint16_t index = plan_->parts(hole)[0].item;
    if (!resources::is_time(text)) {
        mark_loss(node, Message::loss_not_canonical, canonical_form(hole));
        return false;
    }
    if (!put(index, text.substr(0, 5), node, row)) {
        return false;
    }
    if (text.substr(5) != ":00") {
        note(Message::loss_precision_cut, node, std::string(text), std::string(text.substr(0, 5)), index);
    }
    consume(node);
    return true;
}

// "2024-05-01" or "2024-05-01T09:30:00+09:00": Japanese local time to the minute.
bool MatchWork::split_moment(std::string_view text, std::string_view& date, std::string_view& time) const {
    date = text.substr(0, 10);
    time = {};
    if (text.size() == 10) {
        return resources::is_full_date(text);
    }
    if (!resources::is_date_time(text)) {
        return false;
    }
    const auto local = resources::in_japan(text);
    if (!local || local->size() != 25 || local->substr(16) != ":00+09:00") {
        return false;
    }
    const std::string_view kept = record_->arena().keep(*local);
    date = kept.substr(0, 10);
    time = kept.substr(11, 5);
    return true;
}

bool MatchWork::read_moment(const Hole& hole, NodeId node, Row& row) {
    std::string_view date;
    std::string_view time;
    if (!(*tree_)[node].is_string() || !split_moment(tree_->text(node), date, time)) {
        mark_bad_date(node, canonical_form(hole));
        return false;
    }
    const auto parts = plan_->parts(hole);
    if ((parts[0].derived == 0 && !put(parts[0].item, date, node, row)) ||
        (parts[1].derived == 0 && !put(parts[1].item, time, node, row))) {
        return false;
    }
    derived_.push_back({static_cast<std::uint32_t>(&hole - plan_->holes().data()), node, &row,
                        nullptr}); // equal when written again?
    return true;
}

bool MatchWork::read_day(const Hole& hole, NodeId node, Row& row) {
    const std::string_view text = (*tree_)[node].is_string() ? tree_->text(node) : std::string_view();
    if (!resources::is_full_date(text)) {
        mark_bad_date(node, canonical_form(hole));
        return false;
    }
    const auto parts = plan_->parts(hole);
    const std::string_view day = text[8] == '0' ? text.substr(9, 1) : text.substr(8, 2);
    if ((parts[0].derived == 0 && !put(parts[0].item, text.substr(0, 7), node, row)) ||
        (parts[1].derived == 0 && !put(parts[1].item, day, node, row))) {
        return false;
    }
    derived_.push_back({static_cast<std::uint32_t>(&hole - plan_->holes().data()), node, &row, nullptr});
    return true;
}

// Period -> date, start, end; the end is on the date or, if earlier than the start, on the day after.
bool MatchWork::read_span(const Hole& hole, NodeId node, Row& row) {
    const auto parts = plan_->parts(hole);
    const NodeId start_node = child(node, EngineName::start);
    const NodeId end_node = child(node, EngineName::end);
    const auto hole_index = static_cast<std::uint32_t>(&hole - plan_->holes().data());
    std::string_view date;
    std::string_view start;
    const auto is_moment = [&](NodeId at, std::string_view& day, std::string_view& time) {
        return (*tree_)[at].is_string() && split_moment(tree_->text(at), day, time);
    };
    if (start_node == json::no_node) {
        return false;
    }
    if (!is_moment(start_node, date, start)) { // the end alone has no place
        mark_bad_date(start_node, canonical_form(hole));
        return false;
    }
    if (!put(parts[0].item, date, start_node, row) || !put(parts[1].item, start, start_node, row)) {
        return false;
    }
    consume(start_node);
    if (end_node != json::no_node) {
        std::string_view end_day;
        std::string_view end;
        if (is_moment(end_node, end_day, end) && !end.empty() && end_day == end_date(date, start, end) &&
            put(parts[2].item, end, end_node, row)) {
            consume(end_node);
        } else {
            mark_bad_date(end_node, canonical_form(hole));
        }
    }
    const NodeId start_extra = child(node, EngineName::start_sibling);
    const NodeId end_extra = child(node, EngineName::end_sibling);
    if (start_extra != json::no_node) {
        read_reason_extensions(hole_index, 1, child(start_extra, EngineName::extension), row);
    }
    if (end_extra != json::no_node) {
        read_reason_extensions(hole_index, 2, child(end_extra, EngineName::extension), row);
    }
    return true;
}

} // namespace renkei::mapping
