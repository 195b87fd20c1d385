"""What waits for a second person among the staff?"""

from medborgarbudget.sites.access.second_person import waits_for_second_person
from medborgarbudget.sites.staff.desk.waiting import waits

waits(waits_for_second_person)
