#include "gateway/network/server/records/episode_resource.h"

#include <algorithm>

namespace renkei::server {
namespace {

using sharing::Registration;

constexpr std::string_view episode_kind = "registration";                          // mappings/ledger
constexpr std::string_view episode_statuses[] = {"planned", "active", "finished"}; // by EpisodeStatus
constexpr std::string_view identity_parts = "identityMethod, identityAt, identityUser";

diag::Result<void> check_episode(const RecordForm& form, const Registration& registration) {
    TRY_VOID(form.check_number(registration.office, "managingOrganization/identifier"));
    // only an office that has checked identity is registered
    const bool is_dated = registration.identity && registration.identity->at != 0;
    if (!is_dated || form.text("identity.method").empty() || registration.identity->user.empty()) {
        return form.wrong("extension", identity_parts);
    }
    if (form.text("ended.why").empty() && registration.ended) {
        return form.wrong("extension", "endedWhy: " + sharing::one_of<sharing::RegistrationEnd>());
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
    RecordForm& form = RecordForm::of(view.forms, episode_kind);
    form.put(registration);
    form.set("status", episode_statuses[static_cast<std::size_t>(episode_status(registration, today))]);
    return form.resource(view);
}

diag::Result<ReadEpisode> read_episode_resource(const json::Tree& tree, const RecordForms& forms,
                                                std::span<const std::string_view> service_types) {
    RecordForm& form = RecordForm::of(forms, episode_kind);
    TRY_VOID(form.read_resource(tree, {{"service_type", service_types}}));
    ReadEpisode out{.id = std::string(form.text("id")),
                    .version = std::string(form.text("version")),
                    .person = form.identifier("person"),
                    .states_end = !form.text("ended.why").empty()};
    const auto status = std::ranges::find(episode_statuses, form.text("status"));
    out.status = static_cast<EpisodeStatus>(status - std::begin(episode_statuses));
    form.take(out.registration); // of an end without a moment the handler says when
    out.registration.id.clear();
    TRY_VOID(check_episode(form, out.registration));
    return out;
}

} // namespace renkei::server
