"""Facilities become things of their own; this first part only adds."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0009_page_types'),
        ('events', '0006_corrections'),
        ('people', '0009_password_letters'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommunityLeaflet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=80, verbose_name='title')),
            ],
            options={
                'verbose_name': 'leaflet',
                'verbose_name_plural': 'leaflets',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommunityPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('caption', models.CharField(max_length=120, verbose_name='what is to be seen')),
                ('consent_note', models.CharField(blank=True, help_text='Who agreed, when and how; or “nobody can be recognised”. Never published; without it the photograph is not shown.', max_length=160, verbose_name='consent')),
            ],
            options={
                'verbose_name': 'photograph',
                'verbose_name_plural': 'photographs',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FacilityDefect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DAMAGED', 'Damaged or loose'), ('UNREADABLE', 'Faded or covered: cannot be read'), ('MISSING', 'Something is missing or used up'), ('OUTDATED', 'What it says is not true any more'), ('OTHER', 'Something else')], max_length=10, verbose_name='what is wrong')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='in a few words')),
                ('reported_at', models.DateTimeField(verbose_name='reported')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('settled_note', models.CharField(blank=True, max_length=200, verbose_name='what was done')),
            ],
            options={
                'verbose_name': 'report of a defect',
                'verbose_name_plural': 'reports of defects',
                'ordering': [models.OrderBy(models.F('settled_at'), nulls_first=True), '-reported_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FacilityInspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('inspected_date', models.DateField(verbose_name='inspected on')),
                ('condition', models.CharField(choices=[('GOOD', 'In good order'), ('WORN', 'Worn'), ('REPAIR', 'Being repaired')], max_length=8, verbose_name='condition')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what was found')),
                ('photo', models.FileField(blank=True, upload_to='facilities/%Y/%m/', verbose_name='photograph')),
                ('by_name', models.CharField(help_text='As it was at that time.', max_length=150, verbose_name='name')),
                ('entered_at', models.DateTimeField(verbose_name='entered')),
            ],
            options={
                'verbose_name': 'inspection of a facility',
                'verbose_name_plural': 'inspections of facilities',
                'ordering': ['-inspected_date', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FacilityScans',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='day')),
                ('scans', models.PositiveIntegerField(default=0, verbose_name='scans')),
            ],
            options={
                'verbose_name': 'scans of a facility',
                'verbose_name_plural': 'scans of facilities',
                'ordering': ['-date'],
            },
        ),
        migrations.CreateModel(
            name='FacilityWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('place', models.CharField(max_length=80, verbose_name='place')),
                ('shows', models.CharField(blank=True, max_length=120, verbose_name='what it shows')),
                ('text', models.TextField(blank=True, help_text='Read by who scans its code: what to look at, how to use it.', max_length=600, verbose_name='more about it')),
                ('photo_text', models.CharField(blank=True, max_length=120, verbose_name='what the photograph shows')),
            ],
            options={
                'verbose_name': 'words on a facility',
                'verbose_name_plural': 'words on facilities',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OpinionCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='day')),
                ('face', models.CharField(choices=[('GOOD', 'Good'), ('FAIR', 'So-so'), ('POOR', 'Poor')], max_length=4, verbose_name='face')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='how many')),
            ],
            options={
                'verbose_name': 'count of opinions',
                'verbose_name_plural': 'counts of opinions',
                'ordering': ['-date', 'face'],
            },
        ),
        migrations.AddField(
            model_name='communitypage',
            name='elderly_percent',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='residents over 60, per cent'),
        ),
        migrations.AddField(
            model_name='communitypage',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=5, help_text='As a GPS receiver shows it (WGS 84), such as 39.90690.', max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='communitypage',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='communitypage',
            name='map_x',
            field=models.PositiveSmallIntegerField(blank=True, help_text='0 to 100 per cent of the width of the drawn map.', null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='place on the map, from the left'),
        ),
        migrations.AddField(
            model_name='communitypage',
            name='map_y',
            field=models.PositiveSmallIntegerField(blank=True, help_text='0 to 100 per cent of its height.', null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='place on the map, from the top'),
        ),
        migrations.AddField(
            model_name='facility',
            name='code',
            field=models.CharField(editable=False, max_length=8, null=True, verbose_name='code'),
        ),
        migrations.AddField(
            model_name='facility',
            name='installed_date',
            field=models.DateField(blank=True, null=True, verbose_name='installed on'),
        ),
        migrations.AddField(
            model_name='facility',
            name='name',
            field=models.CharField(default='', help_text='For the office only, such as “East gate, left”.', max_length=80, verbose_name='name in the list'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='facility',
            name='next_inspection_date',
            field=models.DateField(blank=True, null=True, verbose_name='next inspection'),
        ),
        migrations.AddField(
            model_name='facility',
            name='organisation',
            field=models.ForeignKey(null=True, help_text="Where it stands; its words are written on this community's page.", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='community'),
        ),
        migrations.AddField(
            model_name='facility',
            name='removed_date',
            field=models.DateField(blank=True, help_text='It stays in the records; its code then says that it is gone.', null=True, verbose_name='taken away on'),
        ),
        migrations.AddField(
            model_name='facility',
            name='topic',
            field=models.ForeignKey(blank=True, help_text='Its page leads to what is known about it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.topic', verbose_name='topic'),
        ),
        migrations.AddField(
            model_name='facility',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='communitypage',
            constraint=models.CheckConstraint(condition=models.Q(('elderly_percent__isnull', True), ('elderly_percent__lte', 100), _connector='OR'), name='cms_communitypage_elderly_at_most_all'),
        ),
        migrations.AddConstraint(
            model_name='communitypage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('map_x__isnull', True), ('map_y__isnull', True)), models.Q(('map_x__isnull', False), ('map_x__lte', 100), ('map_y__isnull', False), ('map_y__lte', 100)), _connector='OR'), name='cms_communitypage_placed_on_the_map'),
        ),
        migrations.AddConstraint(
            model_name='communitypage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='cms_communitypage_position_has_two_numbers'),
        ),
        migrations.AddField(
            model_name='communityleaflet',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtaildocs.document', verbose_name='document'),
        ),
        migrations.AddField(
            model_name='communityleaflet',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaflets', to='cms.communitypage'),
        ),
        migrations.AddField(
            model_name='communityphoto',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='cms.communitypage'),
        ),
        migrations.AddField(
            model_name='communityphoto',
            name='picture',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.picture', verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='facilitydefect',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='defects', to='cms.facility'),
        ),
        migrations.AddField(
            model_name='facilitydefect',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='facilityinspection',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='inspected by'),
        ),
        migrations.AddField(
            model_name='facilityinspection',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='cms.facility'),
        ),
        migrations.AddField(
            model_name='facilityscans',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='cms.facility'),
        ),
        migrations.AddField(
            model_name='facilitywords',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='cms.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='facilitywords',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='facility_words', to='cms.communitypage'),
        ),
        migrations.AddField(
            model_name='facilitywords',
            name='photo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.picture', verbose_name='photograph'),
        ),
        migrations.AddField(
            model_name='opinioncount',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event'),
        ),
        migrations.AddField(
            model_name='opinioncount',
            name='page',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL),
        ),
        migrations.AddConstraint(
            model_name='facilitydefect',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at__isnull', True), models.Q(('settled_note', ''), _negated=True), _connector='OR'), name='cms_facilitydefect_settled_says_how'),
        ),
        migrations.AddConstraint(
            model_name='facilitydefect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'OTHER'), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='cms_facilitydefect_other_says_what'),
        ),
        migrations.AddConstraint(
            model_name='facilityinspection',
            constraint=models.CheckConstraint(condition=models.Q(('condition', 'GOOD'), models.Q(('note', ''), _negated=True), _connector='OR'), name='cms_facilityinspection_says_what_is_wrong'),
        ),
        migrations.AddConstraint(
            model_name='facilityscans',
            constraint=models.UniqueConstraint(fields=('facility', 'date'), name='cms_facilityscans_one_row_a_day'),
        ),
        migrations.AddConstraint(
            model_name='facilitywords',
            constraint=models.UniqueConstraint(fields=('page', 'facility'), name='cms_facilitywords_once_on_a_page'),
        ),
        migrations.AddConstraint(
            model_name='opinioncount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('page__isnull', True)), models.Q(('event__isnull', True), ('page__isnull', False)), _connector='OR'), name='cms_opinioncount_of_a_page_or_an_event'),
        ),
        migrations.AddConstraint(
            model_name='opinioncount',
            constraint=models.UniqueConstraint(fields=('page', 'date', 'face'), name='cms_opinioncount_page_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='opinioncount',
            constraint=models.UniqueConstraint(fields=('event', 'date', 'face'), name='cms_opinioncount_event_once_a_day'),
        ),
    ]
