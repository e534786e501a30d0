// Where a group lies below another.
#pragma once

#include "gateway/forms/form/form.h"

namespace renkei::form {

// The group directly below `above` that `group` is or lies in; none if it is not below.
GroupId child_towards(const Form& form, GroupId above, GroupId group);

} // namespace renkei::form
