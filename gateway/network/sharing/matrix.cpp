#include "gateway/network/sharing/matrix.h"

#include <algorithm>
#include <iterator>

namespace renkei::sharing {
namespace {

template <class Row>
std::vector<std::string_view> ids_in(const std::vector<Row>& rows) {
    std::vector<std::string_view> out;
    std::ranges::transform(rows, std::back_inserter(out), &Row::id);
    return out;
}

template <class Id, class Row>
std::optional<Id> find_id(const std::vector<Row>& rows, std::string_view id) {
    const auto found = std::ranges::find(rows, id, &Row::id);
    return found == rows.end() ? std::nullopt : std::optional(static_cast<Id>(found - rows.begin()));
}

} // namespace

std::optional<KindId> Matrix::kind(std::string_view id) const { return find_id<KindId>(kinds_, id); }
std::optional<ActorId> Matrix::reader(std::string_view id) const { return find_id<ActorId>(actors_, id); }
std::vector<std::string_view> Matrix::kind_ids() const { return ids_in(kinds_); }
std::vector<std::string_view> Matrix::reader_ids() const { return ids_in(actors_); }

std::span<const KindId> Matrix::kinds_of_form(std::string_view form) const {
    const auto found = kinds_of_forms_.find(form);
    return found == kinds_of_forms_.end() ? std::span<const KindId>() : std::span(found->second);
}

std::span<const FormItems> Matrix::items_of_form(std::string_view form) const {
    const auto found = items_of_forms_.find(form);
    return found == items_of_forms_.end() ? std::span<const FormItems>() : std::span(found->second);
}

const std::vector<std::string>* Matrix::shown_of_hidden(std::string_view form, LeftOut out) const {
    const ItemsOfForms& forms = shown_of_hidden_[static_cast<std::size_t>(out)];
    const auto found = forms.find(form);
    return found == forms.end() ? nullptr : &found->second;
}

std::vector<std::string_view> Matrix::forms() const {
    std::vector<std::string_view> out;
    for (const auto& [form, kinds] : kinds_of_forms_) {
        out.emplace_back(form);
    }
    return out;
}

std::span<const ActorId> Matrix::readers_of(policy::Role role) const {
    const auto found = readers_of_roles_.find(role);
    return found == readers_of_roles_.end() ? std::span<const ActorId>() : std::span(found->second);
}

std::vector<std::string_view> Matrix::functions() const {
    std::vector<std::string_view> out;
    for (const Kind& kind : kinds_) {
        if (!kind.function.empty() && std::ranges::find(out, kind.function) == out.end()) {
            out.emplace_back(kind.function);
        }
    }
    return out;
}

std::vector<ActorId> Matrix::readers_of(ReaderClass reader_class) const {
    std::vector<ActorId> out;
    for (std::size_t i = 0; i < actors_.size(); ++i) {
        if (actors_[i].reader_class == reader_class) {
            out.push_back(static_cast<ActorId>(i));
        }
    }
    return out;
}

std::vector<std::string_view> Matrix::service_types() const {
    std::vector<std::string_view> out;
    for (const Actor& reader : actors_) {
        out.insert(out.end(), reader.service_types.begin(), reader.service_types.end());
    }
    std::ranges::sort(out);
    const auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
}

std::vector<std::string_view> Matrix::service_types(policy::Role role) const {
    std::vector<std::string_view> out;
    for (const ActorId reader : readers_of(role)) {
        const std::vector<std::string>& types = (*this)[reader].service_types;
        out.insert(out.end(), types.begin(), types.end());
    }
    return out;
}

const MatrixTable* Matrix::table_at(const time::Date& day) const {
    const auto after = std::ranges::upper_bound(tables_, day, std::ranges::less(), &MatrixTable::from);
    return after == tables_.begin() ? nullptr : &*std::prev(after);
}

} // namespace renkei::sharing
