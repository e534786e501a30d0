#include "gateway/network/server/records/episode_resource.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/server/records/record_form.h"

#include <algorithm>
#include <cassert>

namespace renkei::server {
namespace {

using sharing::Registration;

constexpr std::string_view episode_kind = "registration";                          // mappings/ledger
constexpr std::string_view episode_statuses[] = {"planned", "active", "finished"}; // by EpisodeStatus
constexpr std::string_view identity_parts = "identityMethod, identityAt, identityUser";

diag::Result<void> check_episode(const RecordForm& form) {
    // only an office that has checked identity is registered
    const bool is_dated = time::parse_instant_or_day(form.text("identity.at")).value_or(0) != 0;
    if (form.text("identity.method").empty() || !is_dated || form.text("identity.user").empty()) {
        return tl::make_unexpected(form.wrong_member("extension", identity_parts));
    }
    if (form.text("ended.why").empty() && !form.text("ended.at").empty()) {
        return tl::make_unexpected(
            form.wrong_member("extension", "endedWhy: " + sharing::one_of<sharing::RegistrationEnd>()));
    }
    return {};
}

} // namespace

EpisodeStatus episode_status(const Registration& registration, const time::Date& today) {
    const bool is_over = registration.ended || (registration.until && *registration.until < today);
    return is_over                     ? EpisodeStatus::finished
           : today < registration.from ? EpisodeStatus::planned
                                       : EpisodeStatus::active;
}

std::string write_episode(const Registration& registration, const RecordView& view, const time::Date& today) {
    const std::string row = to_json(registration);
    RecordForm& form = RecordForm::of(view.forms, episode_kind);
    [[maybe_unused]] const diag::Result<void> read = form.read_row(row);
    assert(read);
    form.set("version", view.version);
    form.set("person.system", view.person.system);
    form.set("person.value", view.person.value);
    form.set("status", episode_statuses[static_cast<std::size_t>(episode_status(registration, today))]);
    return form.resource();
}

diag::Result<ReadEpisode> read_episode_resource(const json::Tree& tree, const RecordForms& forms,
                                                std::span<const std::string_view> service_types) {
    RecordForm& form = RecordForm::of(forms, episode_kind);
    TRY_VOID(form.read_resource(tree.input(), {{"service_type", service_types}}));
    ReadEpisode out{
        .id = std::string(form.text("id")),
        .version = std::string(form.text("version")),
        .person = {std::string(form.text("person.system")), std::string(form.text("person.value"))},
        .states_end = !form.text("ended.why").empty()};
    const auto status = std::ranges::find(episode_statuses, form.text("status"));
    out.status = static_cast<EpisodeStatus>(status - std::begin(episode_statuses));
    if (out.states_end && form.text("ended.at").empty()) {
        form.set("ended.at", time::instant(0)); // the handler says when
    }
    TRY(const std::string row, form.row({{"id", ""}, {"insurer", "000000"}}));
    TRY_VOID(check_episode(form));
    TRY(out.registration, sharing::read_registration(row));
    out.registration.id.clear();
    out.registration.insurer.clear();
    return out;
}

} // namespace renkei::server
